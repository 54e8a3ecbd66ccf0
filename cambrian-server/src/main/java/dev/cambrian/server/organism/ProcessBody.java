package dev.cambrian.server.organism;

import dev.cambrian.rig.OrganismKit;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The process of an organism on this machine. */
final class ProcessBody implements Body {
  private static final byte[] END = {'S'};

  private final List<String> command;
  private final Runnable cleaning;
  private final LogTail log = new LogTail();
  private volatile Optional<Process> process = Optional.empty();

  /**
   * For a keeper.
   *
   * @param cleaning what removes what it leaves
   */
  ProcessBody(List<String> command, Runnable cleaning) {
    this.command = List.copyOf(command);
    this.cleaning = cleaning;
  }

  @Override
  public Optional<String> containerId() {
    return Optional.empty();
  }

  @Override
  public void start(byte[] order) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().clear();
      Process started = OrganismKit.start(builder);
      process = Optional.of(started);
      write(started, order);
    } catch (IOException e) {
      kill();
      throw OrganismException.unavailable("an organism's process did not start", e);
    }
  }

  /** The input stays open: its end is the organism's end. */
  private static void write(Process process, byte[] bytes) throws IOException {
    OutputStream in = process.getOutputStream();
    in.write(bytes);
    in.flush();
  }

  @Override
  public End await(Consumer<Organism.State> states, Optional<Sink> printed)
      throws InterruptedException {
    if (process.isEmpty()) {
      return End.of(StopReason.NOT_STARTED);
    }
    Process started = process.get();
    KeeperReport report = new KeeperReport(states);
    Thread reports = drain(started.getErrorStream(), report::take);
    Thread output =
        drain(
            started.getInputStream(),
            (bytes, length) -> {
              log.add(bytes, length);
              printed.ifPresent(it -> it.take(bytes, length));
            });
    int _ = started.waitFor();
    reports.join();
    output.join();
    return report.end().orElseGet(() -> End.of(StopReason.VANISHED));
  }

  private static Thread drain(InputStream in, Sink sink) {
    return Thread.ofPlatform()
        .daemon()
        .name("cambrian-organism-output")
        .start(
            () -> {
              byte[] buffer = new byte[1 << 16];
              try (in) {
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                  sink.take(buffer, read);
                }
              } catch (IOException ended) {
                return;
              }
            });
  }

  @Override
  public void stop() {
    try {
      if (process.isPresent()) {
        write(process.get(), END);
      }
    } catch (IOException ended) {
      // Whoever waits for its end is told.
      return;
    }
  }

  @Override
  public void kill() {
    process.ifPresent(
        it -> {
          it.descendants().forEach(ProcessHandle::destroyForcibly);
          it.destroyForcibly();
        });
  }

  @Override
  public byte[] log(int lines) {
    return LogTail.lines(log.bytes(), lines);
  }

  @Override
  public void remove() {
    kill();
    cleaning.run();
  }
}
