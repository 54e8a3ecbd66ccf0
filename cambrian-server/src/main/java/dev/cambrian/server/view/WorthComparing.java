package dev.cambrian.server.view;

import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Pairs among the latest generations that are worth comparing: one that failed with what it came
 * from, one that was promoted with the one promoted before.
 *
 * @param pairs those that failed first, among them the one that ends with the highest number
 */
public record WorthComparing(List<Pair> pairs) {
  /** Generations that are looked at. */
  private static final int LATEST = 60;

  private static final int MOST = 12;

  /**
   * Two generations.
   *
   * @param why they are worth it, in a few words
   * @param failed whether the second did
   */
  public record Pair(int before, int after, String why, boolean failed) {}

  public WorthComparing {
    pairs = List.copyOf(pairs);
  }

  public static WorthComparing of(History history) {
    List<GenerationRecord> latest = history.latest(LATEST);
    List<Pair> pairs = new ArrayList<>();
    Optional<GenerationRecord> newer = Optional.empty();
    for (GenerationRecord record : latest) {
      switch (record.outcome()) {
        case PROMOTED -> {
          newer.ifPresent(
              it ->
                  pairs.add(
                      new Pair(
                          record.generation(),
                          it.generation(),
                          // Of a campaign's trials none is promoted; its specs alone are.
                          record.campaignId().isPresent() && it.campaignId().isPresent()
                              ? "viable one after another"
                              : "promoted one after another",
                          false)));
          newer = Optional.of(record);
        }
        case FAILED, TIMEOUT -> failed(record).ifPresent(pairs::add);
        case TESTED -> {
          if (Standing.of(record) == Standing.NON_VIABLE) {
            failed(record).ifPresent(pairs::add);
          }
        }
        case IN_PROGRESS -> {}
      }
    }
    return new WorthComparing(
        pairs.stream()
            .sorted(Comparator.comparing(Pair::failed).thenComparingInt(Pair::after).reversed())
            .limit(MOST)
            .toList());
  }

  private static Optional<Pair> failed(GenerationRecord record) {
    return record
        .retryOf()
        .map(it -> new Pair(it, record.generation(), "failed again after a retry", true))
        .or(
            () ->
                record.parent() > 0
                    ? Optional.of(
                        new Pair(
                            record.parent(),
                            record.generation(),
                            Standing.of(record) == Standing.NON_VIABLE
                                ? "not viable, with its parent"
                                : "failed, with its parent",
                            true))
                    : Optional.empty());
  }

  /** What a form begins with: the first pair, else the last two of any outcome. */
  public static Optional<Pair> first(History history) {
    List<Pair> pairs = of(history).pairs();
    if (!pairs.isEmpty()) {
      return Optional.of(pairs.getFirst());
    }
    List<GenerationRecord> closed =
        history.latest(LATEST).stream().filter(it -> it.outcome() != Outcome.IN_PROGRESS).toList();
    return closed.size() < 2
        ? Optional.empty()
        : Optional.of(
            new Pair(
                closed.get(1).generation(), closed.getFirst().generation(), "the last two", false));
  }
}
