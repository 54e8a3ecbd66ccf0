package dev.cambrian.server.bench;

import dev.cambrian.server.terminal.Format;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/**
 * Durable appends of single events against bare inserts of the same rows, to a nearly empty and to
 * a full history. All four take turns in every round, so that what else the disk does hits them
 * alike.
 */
final class AppendBench {
  private static final double LEAST = 0.7;
  private static final double FLAT = 0.8;
  private static final int WARM_UP = 20;

  private AppendBench() {}

  static List<Reading> run(Fixtures fixtures, Scale scale) throws IOException, SQLException {
    warmUp(fixtures, Math.min(WARM_UP, 4 * scale.appendRounds()));
    Path full = fixtures.history(scale.largest());
    try (AppendArm small = AppendArm.over(fixtures.history(1));
        AppendArm large = AppendArm.over(full)) {
      long smallEvents = small.events();
      long largeEvents = large.events();
      int rounds = scale.appendRounds();
      double[] smallAppend = new double[rounds];
      double[] smallInsert = new double[rounds];
      double[] largeAppend = new double[rounds];
      double[] largeInsert = new double[rounds];
      for (int i = 0; i < rounds; i++) {
        AppendArm.Round few = small.round();
        AppendArm.Round many = large.round();
        smallAppend[i] = few.append();
        smallInsert[i] = few.insert();
        largeAppend[i] = many.append();
        largeInsert[i] = many.insert();
      }
      return List.of(
          againstBare(smallEvents, smallAppend, smallInsert),
          againstBare(largeEvents, largeAppend, largeInsert),
          flat(smallEvents, smallAppend, largeEvents, largeAppend));
    }
  }

  /** On files of its own, so that the small one is still small when it counts. */
  private static void warmUp(Fixtures fixtures, int rounds) throws IOException, SQLException {
    try (AppendArm arm = AppendArm.over(fixtures.history(1))) {
      for (int i = 0; i < rounds; i++) {
        arm.round();
      }
    }
  }

  private static Reading againstBare(long events, double[] append, double[] insert) {
    Statistics ratio = Statistics.ofRatios(insert, append);
    return Reading.atLeast(
        Part.HISTORY,
        "append of one event at %s, rate against bare JDBC".formatted(Format.count(events)),
        ratio.median(),
        Reading.Unit.RATIO,
        LEAST,
        String.format(
            Locale.ROOT,
            "%.2f ms against %.2f ms; rounds %.2f to %.2f",
            Statistics.of(append).median(),
            Statistics.of(insert).median(),
            ratio.least(),
            ratio.greatest()));
  }

  private static Reading flat(
      long smallEvents, double[] smallAppend, long largeEvents, double[] largeAppend) {
    Statistics ratio = Statistics.ofRatios(smallAppend, largeAppend);
    return Reading.atLeast(
        Part.HISTORY,
        "append, rate at %s against that at %s events"
            .formatted(Format.count(largeEvents), Format.count(smallEvents)),
        ratio.median(),
        Reading.Unit.RATIO,
        FLAT,
        String.format(
            Locale.ROOT,
            "%.2f ms against %.2f ms; rounds %.2f to %.2f",
            Statistics.of(largeAppend).median(),
            Statistics.of(smallAppend).median(),
            ratio.least(),
            ratio.greatest()));
  }
}
