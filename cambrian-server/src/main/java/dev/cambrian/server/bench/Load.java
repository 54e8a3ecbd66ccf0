package dev.cambrian.server.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a {@link LoadMain} measured.
 *
 * @param rate answers a second
 * @param median in milliseconds
 * @param slowest the 99th percentile in milliseconds
 * @param bytes of a body
 */
record Load(double rate, double median, double slowest, long bytes) {
  /** In a process of its own; its warm-up is as long as what counts. */
  static Load on(int port, String path, int connections, int millis, Path output)
      throws IOException, InterruptedException {
    Process process =
        ChildJvm.of(
                LoadMain.class,
                output,
                List.of(
                    Integer.toString(port),
                    path,
                    Integer.toString(connections),
                    Integer.toString(millis),
                    Integer.toString(millis)))
            .start();
    try {
      ChildJvm.await(process, "the load on " + path, output);
    } finally {
      process.destroyForcibly();
    }
    String[] figures = Files.readString(output).strip().split(" ", -1);
    return new Load(
        Double.parseDouble(figures[0]),
        Double.parseDouble(figures[1]),
        Double.parseDouble(figures[2]),
        Long.parseLong(figures[3]));
  }
}
