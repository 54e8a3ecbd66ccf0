package dev.cambrian.server.docker;

import com.github.dockerjava.api.exception.DockerClientException;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.rig.InfrastructureException;
import dev.cambrian.rig.UntrustedReportException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;

/** What is made of a container's answer, of its silence, and of a daemon that does not answer. */
final class Hearing {
  private Hearing() {}

  /** Reads what a container says. */
  interface Answer {
    /** Empty where the output ends without one. */
    Optional<Verification> read(InputStream output) throws IOException;
  }

  /** What goes on with a container. */
  interface Course {
    Verification run() throws InterruptedException;
  }

  /** Begins to listen to a container. */
  interface Beginning {
    void begin() throws IOException, InterruptedException;
  }

  /** Whatever goes wrong is told as a verification without a verdict. */
  static Verification told(Course course) {
    try {
      return course.run();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return cancelled();
    } catch (InfrastructureException e) {
      return aborted(FailureKind.RESOURCE, String.valueOf(e.getMessage()));
    } catch (DockerException e) {
      if (Thread.currentThread().isInterrupted()) {
        return cancelled();
      }
      return aborted(e.kind(), String.valueOf(e.getMessage()));
    }
  }

  /**
   * The answer, or why there is none.
   *
   * @param longest that the container may run
   */
  static Verification of(
      RigContainer container, Duration longest, Beginning beginning, Answer answer)
      throws InterruptedException {
    try {
      beginning.begin();
      Optional<Verification> read = answer.read(container.output());
      return read.isPresent() ? read.get() : died(container, longest);
    } catch (UntrustedReportException e) {
      return untrusted(String.valueOf(e.getMessage()));
    } catch (IOException | DockerClientException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted");
      }
      return died(container, longest);
    }
  }

  /** There was no answer; the daemon knows why, unless it is the one that is gone. */
  private static Verification died(RigContainer container, Duration longest)
      throws InterruptedException {
    return switch (container.end()) {
      case RigContainer.TimedOut _ ->
          aborted(
              FailureKind.TIMED_OUT,
              "the verification did not end within " + longest.toSeconds() + " s");
      case RigContainer.OutOfMemory _ ->
          aborted(
              FailureKind.RIG_CRASHED, "the rig was killed: its container's memory was used up");
      case RigContainer.Exited(var code, var said) ->
          aborted(
              FailureKind.RIG_CRASHED,
              "the rig ended without a report, exit code "
                  + code
                  + (said.isBlank() ? "" : ": " + said));
      case RigContainer.Vanished(var reason) -> aborted(FailureKind.DAEMON_GONE, reason);
    };
  }

  static Verification untrusted(String reason) {
    return aborted(
        FailureKind.RIG_CRASHED, "the container's report is not to be trusted: " + reason);
  }

  private static Verification cancelled() {
    return aborted(FailureKind.CANCELLED, "the verification was cancelled");
  }

  static Verification aborted(FailureKind kind, String reason) {
    return new Verification.Aborted(kind, reason);
  }
}
