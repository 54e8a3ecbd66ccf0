package dev.cambrian.server.bench;

import dev.cambrian.server.terminal.Format;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Durable appends of single events against bare inserts of the same rows, to a nearly empty and to
 * a full history. All four take turns, so that what else the disk does hits them alike. The ratio
 * is that of the whole times, checkpoints and all; the medians stand beside it.
 */
final class AppendBench {
  private static final double LEAST = 0.7;
  private static final double FLAT = 0.8;
  private static final int WARM_UP = 100;

  private AppendBench() {}

  static List<Reading> run(Fixtures fixtures, Scale scale) throws IOException, SQLException {
    warmUp(fixtures, Math.min(WARM_UP, 4 * scale.appendRounds()));
    Samples fewAppends = new Samples();
    Samples fewInserts = new Samples();
    Samples manyAppends = new Samples();
    Samples manyInserts = new Samples();
    try (AppendArm small = AppendArm.over(fixtures.history(1));
        AppendArm large = AppendArm.over(fixtures.history(scale.largest()))) {
      String few = Format.count(small.events());
      String many = Format.count(large.events());
      for (int i = 0; i < scale.appendRounds(); i++) {
        small.round(fewAppends::add, fewInserts::add);
        large.round(manyAppends::add, manyInserts::add);
      }
      String against = "append of one event at %s, rate against bare JDBC";
      return List.of(
          reading(against.formatted(few), LEAST, fewInserts, fewAppends),
          reading(against.formatted(many), LEAST, manyInserts, manyAppends),
          reading(
              "append, rate at %s against that at %s events".formatted(many, few),
              FLAT,
              fewAppends,
              manyAppends));
    }
  }

  /** On files of its own, so that the small one is still small when it counts. */
  private static void warmUp(Fixtures fixtures, int rounds) throws IOException, SQLException {
    Samples unused = new Samples();
    try (AppendArm arm = AppendArm.over(fixtures.history(1))) {
      for (int i = 0; i < rounds; i++) {
        arm.round(unused::add, unused::add);
      }
    }
  }

  private static Reading reading(String what, double least, Samples base, Samples measured) {
    double baseMedian = base.statistics().median();
    double median = measured.statistics().median();
    return Reading.atLeast(
        Part.HISTORY,
        what,
        base.sum() / measured.sum(),
        Reading.Unit.RATIO,
        least,
        String.format(
            Locale.ROOT,
            "medians %.2f ms against %.2f ms: %.2f",
            median,
            baseMedian,
            baseMedian / median));
  }

  /** Milliseconds, one after the other. */
  private static final class Samples {
    private final List<Double> millis = new ArrayList<>();

    void add(double sample) {
      millis.add(sample);
    }

    double sum() {
      return millis.stream().mapToDouble(Double::doubleValue).sum();
    }

    Statistics statistics() {
      return new Statistics(millis.stream().mapToDouble(Double::doubleValue).toArray());
    }
  }
}
