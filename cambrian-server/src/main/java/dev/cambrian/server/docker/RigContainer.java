package dev.cambrian.server.docker;

import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.HostConfig;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.rig.ContainerJob;
import dev.cambrian.rig.ResourceLimits;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One container for one verification, from its creation to its removal. */
final class RigContainer implements AutoCloseable {
  private static final Duration ATTACHING = Duration.ofSeconds(30);

  /** From the kill to the end of its output. */
  private static final Duration ENDING = Duration.ofSeconds(10);

  /** From here on an exit code tells which signal ended the program. */
  private static final int SIGNALLED = 128;

  private final DockerDaemon daemon;
  private final String id;
  private final RigStreams streams = new RigStreams();
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile boolean timedOut;
  private volatile boolean kept;

  /** Killed, but nobody told that it ended. */
  private volatile boolean unheard;

  private RigContainer(DockerDaemon daemon, String id) {
    this.daemon = daemon;
    this.id = id;
  }

  /** How one ended that gave no answer. */
  sealed interface End {}

  record Exited(long code, String said) implements End {}

  record OutOfMemory() implements End {}

  record TimedOut() implements End {}

  record Vanished(String reason) implements End {}

  /**
   * Makes it; it does not run yet.
   *
   * @throws DockerException where the daemon does not make it
   */
  static RigContainer create(
      DockerDaemon daemon, String image, VerificationRequest request, ResourceLimits limits) {
    return create(daemon, image, request, Labels.of(request), walls(daemon, limits));
  }

  /**
   * The same of one that outlives this process.
   *
   * @throws DockerException where the daemon does not make it
   */
  static RigContainer createLasting(
      DockerDaemon daemon,
      String image,
      VerificationRequest request,
      ResourceLimits limits,
      Map<String, String> labels) {
    return create(daemon, image, request, labels, Walls.keepingOutput(walls(daemon, limits)));
  }

  /** One that another process has made. */
  static RigContainer known(DockerDaemon daemon, String id) {
    return new RigContainer(daemon, id);
  }

  private static HostConfig walls(DockerDaemon daemon, ResourceLimits limits) {
    return Walls.of(limits, daemon.apiVersion(), daemon.enforcement());
  }

  private static RigContainer create(
      DockerDaemon daemon,
      String image,
      VerificationRequest request,
      Map<String, String> labels,
      HostConfig walls) {
    try {
      String id =
          daemon.ask(
              it ->
                  it.createContainerCmd(image)
                      .withName(name(request))
                      .withHostName("cambrian")
                      .withLabels(labels)
                      .withHostConfig(walls)
                      .withStdinOpen(true)
                      .withStdInOnce(true)
                      .withAttachStdin(true)
                      .withAttachStdout(true)
                      .withAttachStderr(true)
                      .withTty(false)
                      // What is not finished is worth nothing: a daemon that stops need not wait
                      // for it.
                      .withStopSignal("SIGKILL")
                      .exec()
                      .getId());
      return new RigContainer(daemon, id);
    } catch (com.github.dockerjava.api.exception.DockerException refused) {
      throw new DockerException("the Docker daemon made no container", refused);
    } catch (RuntimeException e) {
      // It may have made one and not come to tell of it.
      Leftovers.remember(name(request));
      throw new DockerException("the Docker daemon made no container", e);
    }
  }

  private static String name(VerificationRequest request) {
    return "cambrian-gen-"
        + request.generation()
        + "-"
        + request.runId().replaceAll("[^a-zA-Z0-9_.-]", "-");
  }

  /**
   * Attaches, starts, and gives the order.
   *
   * @param longest after which it is killed
   * @throws DockerException where the daemon does not start it
   */
  void start(ContainerJob job, Duration longest) throws IOException, InterruptedException {
    streams.order(job);
    try {
      daemon
          .client()
          .attachContainerCmd(id)
          .withStdIn(streams.input())
          .withStdOut(true)
          .withStdErr(true)
          .withFollowStream(true)
          .exec(streams);
      streams.awaitAttached(ATTACHING);
      daemon.ask(it -> it.startContainerCmd(id).exec());
    } catch (RuntimeException e) {
      throw new DockerException("the Docker daemon started no container", e);
    }
    Thread.ofVirtual().start(() -> killAfter(longest));
  }

  /**
   * Hears all that it has said since it was started and will say.
   *
   * @param longest from now on, after which it is killed
   * @throws DockerException where the daemon does not tell
   */
  void follow(Duration longest) throws InterruptedException {
    try {
      daemon
          .client()
          .logContainerCmd(id)
          .withStdOut(true)
          .withStdErr(true)
          .withTailAll()
          .withFollowStream(true)
          .exec(streams);
      streams.awaitAttached(ATTACHING);
    } catch (RuntimeException e) {
      throw new DockerException("the Docker daemon does not tell what a container said", e);
    }
    Thread.ofVirtual().start(() -> killAfter(longest));
  }

  /**
   * How it stands.
   *
   * @throws DockerException where the daemon does not tell
   */
  ContainerState state() {
    try {
      return daemon.ask(it -> it.inspectContainerCmd(id).exec()).getState();
    } catch (RuntimeException e) {
      throw new DockerException("the Docker daemon does not tell of a container", e);
    }
  }

  String id() {
    return id;
  }

  /** It is not to run any longer, but what it has said is to be kept; {@link #close} leaves it. */
  void keep() {
    kept = true;
  }

  private void killAfter(Duration longest) {
    try {
      if (!done.await(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        timedOut = true;
        kill();
        if (!done.await(ENDING.toMillis(), TimeUnit.MILLISECONDS)) {
          unheard = true;
          streams.end();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void kill() {
    try {
      daemon.ask(it -> it.killContainerCmd(id).exec());
    } catch (RuntimeException ended) {
      // It has ended already, or the daemon has.
      return;
    }
  }

  InputStream output() {
    return streams.output();
  }

  /** Why its output ended without an answer. */
  End end() throws InterruptedException {
    if (unheard) {
      return new Vanished("the Docker daemon does not answer, nor does the container");
    }
    if (timedOut) {
      return new TimedOut();
    }
    try {
      ContainerState state = daemon.ask(it -> it.inspectContainerCmd(id).exec()).getState();
      if (Boolean.TRUE.equals(state.getOOMKilled())) {
        return new OutOfMemory();
      }
      if (Boolean.TRUE.equals(state.getRunning())) {
        return new Vanished("the connection to the container was lost while it ran");
      }
      long code = Optional.ofNullable(state.getExitCodeLong()).orElse(-1L);
      if (code == ContainerJob.OVERDUE) {
        return new TimedOut();
      }
      if (code > SIGNALLED && !daemon.sawTheEndOf(id, finished(state))) {
        return new Vanished("the Docker daemon stopped while the container ran");
      }
      return new Exited(code, streams.complaint());
    } catch (NotFoundException e) {
      return new Vanished("the container was removed while it ran");
    } catch (RuntimeException e) {
      return new Vanished("the Docker daemon is gone: " + Reasons.of(e));
    }
  }

  /** Whether its input ended before the order did; false where the daemon does not tell. */
  boolean hadNoOrder() {
    try {
      ContainerState state = state();
      return !Boolean.TRUE.equals(state.getRunning())
          && Long.valueOf(ContainerJob.NO_ORDER).equals(state.getExitCodeLong());
    } catch (DockerException silent) {
      return false;
    }
  }

  private static Instant finished(ContainerState state) {
    String finished = state.getFinishedAt();
    return finished == null ? Instant.EPOCH : OffsetDateTime.parse(finished).toInstant();
  }

  /**
   * Kills it and, unless it is to be kept, removes it, with its anonymous volumes; what cannot be
   * removed now is left to the next start.
   */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    done.countDown();
    streams.end();
    try {
      if (kept) {
        kill();
        return;
      }
      daemon.ask(it -> it.removeContainerCmd(id).withForce(true).withRemoveVolumes(true).exec());
    } catch (NotFoundException gone) {
      // Somebody else has removed it.
      return;
    } catch (RuntimeException left) {
      Leftovers.remember(id);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
