package dev.cambrian.core.llm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A started program whose pipes are drained, whose output is bounded and that always ends. */
final class ChildProcess {
  /** How a program ended. */
  sealed interface Result {
    /**
     * @param errors the last 64 KiB of standard error
     */
    record Exited(int code, ByteBuffer out, String errors) implements Result {}

    record TimedOut() implements Result {}

    record TooMuch() implements Result {}
  }

  /** How long a pipe may stay open, held by a grandchild, after the program itself has ended. */
  private static final Duration LINGER = Duration.ofSeconds(2);

  private static final Duration TICK = Duration.ofMillis(50);
  private static final int ERRORS_KEPT = 64 << 10;

  private final Process process;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  private final AtomicLong received = new AtomicLong();
  private final Thread outReader;
  private final Thread errorReader;
  private volatile boolean inputRefused;
  private volatile @Nullable IOException outFailure;

  private ChildProcess(Process process, byte[] stdin) {
    this.process = process;
    Thread.ofVirtual().start(() -> feed(stdin));
    outReader = Thread.ofVirtual().start(this::drainOut);
    errorReader = Thread.ofVirtual().start(this::drainErrors);
  }

  static ChildProcess start(List<String> command, Map<String, String> environment, byte[] stdin)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return new ChildProcess(builder.start(), stdin);
  }

  /** Waits for the end and reports progress; an interrupt, too, leaves no process behind. */
  Result await(Duration timeout, long most, LlmProgress progress)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    long told = 0;
    try {
      while (!process.waitFor(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
        long now = received.get();
        if (now > most) {
          return new Result.TooMuch();
        }
        if (now != told) {
          told = now;
          progress.received(now);
        }
        if (System.nanoTime() - deadline >= 0) {
          return new Result.TimedOut();
        }
      }
      outReader.join(LINGER);
      errorReader.join(LINGER);
      if (received.get() > most) {
        return new Result.TooMuch();
      }
      IOException failure = outFailure;
      if (failure != null) {
        throw failure;
      }
      progress.received(received.get());
      return new Result.Exited(process.exitValue(), outBytes(), errorText());
    } finally {
      killTree();
    }
  }

  private void killTree() {
    for (int round = 0; round < 10; round++) {
      List<ProcessHandle> living = process.descendants().toList();
      living.forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      if (living.isEmpty()) {
        return;
      }
    }
  }

  private void feed(byte[] stdin) {
    try (OutputStream pipe = process.getOutputStream()) {
      pipe.write(stdin);
    } catch (IOException e) {
      // A program may answer without reading its input; its exit code says whether all is well.
      inputRefused = true;
    }
  }

  private void drainOut() {
    byte[] buffer = new byte[8192];
    try (InputStream pipe = process.getInputStream()) {
      for (int n = pipe.read(buffer); n >= 0; n = pipe.read(buffer)) {
        if (received.addAndGet(n) <= Texts.MAX_ANSWER) {
          synchronized (out) {
            out.write(buffer, 0, n);
          }
        }
      }
    } catch (IOException e) {
      outFailure = e;
    }
  }

  private void drainErrors() {
    byte[] buffer = new byte[8192];
    try (InputStream pipe = process.getErrorStream()) {
      for (int n = pipe.read(buffer); n >= 0; n = pipe.read(buffer)) {
        synchronized (errors) {
          errors.write(buffer, 0, n);
          if (errors.size() > 2 * ERRORS_KEPT) {
            byte[] all = errors.toByteArray();
            errors.reset();
            errors.writeBytes(Arrays.copyOfRange(all, all.length - ERRORS_KEPT, all.length));
          }
        }
      }
    } catch (IOException e) {
      synchronized (errors) {
        errors.writeBytes("(stderr could not be read)".getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private ByteBuffer outBytes() {
    synchronized (out) {
      return ByteBuffer.wrap(out.toByteArray());
    }
  }

  private String errorText() {
    synchronized (errors) {
      String text = errors.toString(StandardCharsets.UTF_8);
      return text.isBlank() && inputRefused ? "it did not read its whole input" : text;
    }
  }
}
