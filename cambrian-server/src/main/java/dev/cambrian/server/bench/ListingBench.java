package dev.cambrian.server.bench;

import dev.cambrian.core.history.History;
import dev.cambrian.server.terminal.Format;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * Reads of one generation's record and of the latest 50, in histories of three sizes that take
 * turns. The slowest percent has to be fast too.
 */
final class ListingBench {
  private static final double MOST_MILLIS = 5;
  private static final double FLAT = 2;
  private static final int PAGE = 50;

  private ListingBench() {}

  static List<Reading> run(Fixtures fixtures, Scale scale) throws IOException {
    List<Arm> arms = new ArrayList<>();
    try {
      for (int generations : scale.generations()) {
        arms.add(new Arm(generations, History.open(fixtures.history(generations)), scale.reads()));
      }
      for (int i = -scale.reads(); i < scale.reads(); i++) {
        for (Arm arm : arms) {
          arm.read(i);
        }
      }
    } finally {
      arms.forEach(Arm::close);
    }
    List<Reading> readings = new ArrayList<>();
    // Ten generations fill no page of 50, so that a listing is compared from the middle size on.
    readings.addAll(readings("generation record", arms, arms.getFirst(), Arm::records));
    readings.addAll(readings("latest 50", arms, arms.get(1), Arm::pages));
    return readings;
  }

  private static List<Reading> readings(
      String what, List<Arm> arms, Arm base, Function<Arm, Statistics> read) {
    Arm largest = arms.getLast();
    Statistics most = read.apply(largest);
    String medians =
        arms.stream()
            .map(
                arm ->
                    String.format(
                        Locale.ROOT,
                        "%s: %.2f",
                        Format.count(arm.generations()),
                        read.apply(arm).median()))
            .collect(Collectors.joining(", ", "medians in ms at ", ""));
    return List.of(
        Reading.atMost(
            Part.LISTING,
            "%s at %s generations, 99 %%".formatted(what, Format.count(largest.generations())),
            most.percentile(99),
            Reading.Unit.MILLIS,
            MOST_MILLIS,
            medians),
        Reading.atMost(
            Part.LISTING,
            "%s, median at %s against that at %s generations"
                .formatted(
                    what, Format.count(largest.generations()), Format.count(base.generations())),
            most.median() / read.apply(base).median(),
            Reading.Unit.RATIO,
            FLAT,
            "flat"));
  }

  /** One history and how long its reads took. */
  private static final class Arm {
    private final int generations;
    private final History history;
    private final double[] records;
    private final double[] pages;
    private final Random random = new Random(42);

    Arm(int generations, History history, int reads) {
      this.generations = generations;
      this.history = history;
      this.records = new double[reads];
      this.pages = new double[reads];
    }

    /** Rounds below 0 warm up. */
    void read(int round) {
      int wanted = 1 + random.nextInt(generations);
      double record = millis(it -> it.generation(wanted).orElseThrow().generation());
      double page = millis(it -> it.latest(PAGE).size());
      if (round >= 0) {
        records[round] = record;
        pages[round] = page;
      }
    }

    private double millis(ToIntFunction<History> read) {
      long began = System.nanoTime();
      int answer = read.applyAsInt(history);
      double took = (System.nanoTime() - began) / 1e6;
      if (answer < 1) {
        throw new BenchException(
            "the history of %d generations answered nothing".formatted(generations));
      }
      return took;
    }

    int generations() {
      return generations;
    }

    Statistics records() {
      return Statistics.of(records);
    }

    Statistics pages() {
      return Statistics.of(pages);
    }

    void close() {
      history.close();
    }
  }
}
