package dev.cambrian.rig;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Asks a program of this machine something, such as its version. The program may hang, talk for
 * ever or be another than it seems: it gets a limit and nothing of the environment but {@code
 * PATH}, {@code HOME} and {@code LANG}.
 */
final class Question {
  private static final List<String> KEPT = List.of("PATH", "HOME", "LANG");
  private static final Duration DRAIN = Duration.ofSeconds(1);
  private static final long MOST = 64 * 1024;

  private Question() {}

  /**
   * What it answered.
   *
   * @param exitCode empty where it did not end in time
   * @param said on both streams or on the first alone, as asked
   */
  record Answer(Optional<Integer> exitCode, String said) {
    boolean succeeded() {
      return exitCode.isPresent() && exitCode.get() == 0;
    }
  }

  static Answer ask(List<String> command, boolean complaints, Duration limit)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    if (complaints) {
      builder.redirectErrorStream(true);
    } else {
      builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    }
    Map<String, String> own = builder.environment();
    own.keySet().retainAll(KEPT);
    Process process = Spawner.start(builder);
    try {
      process.getOutputStream().close();
      OutputCapture capture = new OutputCapture(MOST, () -> end(process));
      Thread reader = OutputCapture.drain(process.getInputStream(), capture);
      Optional<Integer> exitCode =
          process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)
              ? Optional.of(process.exitValue())
              : Optional.empty();
      if (exitCode.isEmpty()) {
        // Of one that has ended this would throw away what it said and nobody read yet.
        end(process);
      }
      boolean _ = reader.join(DRAIN);
      return new Answer(exitCode, capture.output().head());
    } finally {
      end(process);
    }
  }

  /** What a stream says within that time, though its other end may be held open. */
  static byte[] heard(InputStream stream, Duration time) throws InterruptedIOException {
    OutputCapture capture = new OutputCapture(MOST, () -> {});
    try {
      boolean _ = OutputCapture.drain(stream, capture).join(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
    return capture.output().head().getBytes(StandardCharsets.UTF_8);
  }

  private static void end(Process process) {
    Descendants.of(process).forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
