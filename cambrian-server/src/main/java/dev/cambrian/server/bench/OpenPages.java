package dev.cambrian.server.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Pages that stay open on a server, all held by one {@link OpenPagesMain}. */
final class OpenPages implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Process process;
  private final Path output;
  private final int count;

  private OpenPages(Process process, Path output, int count) {
    this.process = process;
    this.output = output;
    this.count = count;
  }

  /** Returns when each of them shows something. */
  static OpenPages on(int port, int count, Path output) throws IOException, InterruptedException {
    Process process =
        ChildJvm.of(
                OpenPagesMain.class,
                output,
                List.of(Integer.toString(port), "/ui/live/now", Integer.toString(count)))
            .start();
    OpenPages pages = new OpenPages(process, output, count);
    try {
      long began = System.nanoTime();
      while (!Files.readString(output).contains(OpenPagesMain.OPEN)) {
        if (!process.isAlive()) {
          ChildJvm.await(process, "the open pages", output);
        }
        if (System.nanoTime() - began > LIMIT.toNanos()) {
          throw new BenchException(
              "%d pages were not open within %d s".formatted(count, LIMIT.toSeconds()));
        }
        LockSupport.parkNanos(5_000_000);
      }
      return pages;
    } catch (RuntimeException | IOException | InterruptedException e) {
      pages.close();
      throw e;
    }
  }

  /**
   * Leaves them and gives how many parts the page got that got the fewest.
   *
   * @throws BenchException where the server has let go of one
   */
  int leave() throws IOException, InterruptedException {
    process.getOutputStream().close();
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new BenchException("the open pages do not end");
    }
    ChildJvm.await(process, "the open pages", output);
    String[] told = Files.readString(output).strip().lines().toList().getLast().split(" ", -1);
    if (Integer.parseInt(told[0]) != count) {
      throw new BenchException("of %d pages %s were still open".formatted(count, told[0]));
    }
    return Integer.parseInt(told[1]);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
