package dev.cambrian.server.bench;

import dev.cambrian.core.history.History;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.server.terminal.Format;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Dropping all projections and building them again from the events. */
final class RebuildBench {
  private static final double MOST_SECONDS = 10;

  private RebuildBench() {}

  static List<Reading> run(Fixtures fixtures, Scale scale) throws IOException {
    try (SqliteHistory history = History.open(fixtures.history(scale.largest()))) {
      double[] seconds = new double[scale.rebuilds()];
      long events = 0;
      for (int i = 0; i < seconds.length; i++) {
        long began = System.nanoTime();
        events = history.rebuildProjections().events();
        seconds[i] = (System.nanoTime() - began) / 1e9;
      }
      Statistics statistics = Statistics.of(seconds);
      return List.of(
          Reading.atMost(
              Part.REBUILD,
              "rebuild of all projections from %s events".formatted(Format.count(events)),
              statistics.median(),
              Reading.Unit.SECONDS,
              MOST_SECONDS,
              String.format(
                  Locale.ROOT,
                  "%.2f to %.2f s, the first one cold",
                  statistics.least(),
                  statistics.greatest())));
    }
  }
}
