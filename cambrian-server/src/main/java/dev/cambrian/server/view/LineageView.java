package dev.cambrian.server.view;

import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.server.view.Lineage.Line;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One page of a drawn lineage, however many generations there are.
 *
 * @param rows from top to bottom
 * @param lines of the whole drawing
 * @param page from 1
 * @param pages at least 1
 * @param counts of all generations by their outcome
 * @param trials of the promoted ones those that are viable trials of campaigns
 */
public record LineageView(
    Query query,
    List<Row> rows,
    int lines,
    int page,
    int pages,
    Map<Outcome, Integer> counts,
    int trials) {
  /** Lines of a page. */
  public static final int PAGE = 200;

  /**
   * What is to be seen.
   *
   * @param page from 1; the one with the newest generation where absent
   * @param around only this generation, its ancestors and its descendants
   * @param outcome only generations with this outcome, without the lines between them
   */
  public record Query(OptionalInt page, OptionalInt around, Optional<Outcome> outcome) {
    /** The same with another page. */
    public Query at(int other) {
      return new Query(OptionalInt.of(other), around, outcome);
    }
  }

  /**
   * A generation.
   *
   * @param ran whether it ran as an organism
   * @param offspring how many it grew
   */
  public record Row(Rails rails, boolean ran, int offspring) {
    /** It. */
    public GenerationRecord record() {
      return rails.line().record();
    }
  }

  public LineageView {
    rows = List.copyOf(rows);
    counts = Map.copyOf(counts);
  }

  /** A page that is not there is the last one. */
  public static LineageView of(LiveLineage.State state, Query query) {
    List<Rails> all = drawn(state, query);
    int pages = Math.max(1, (all.size() + PAGE - 1) / PAGE);
    int page = Math.min(pages, query.page().orElseGet(() -> newest(all)));
    List<Rails> shown =
        all.subList(Math.min(all.size(), (page - 1) * PAGE), Math.min(all.size(), page * PAGE));
    return new LineageView(
        query,
        shown.stream().map(it -> row(state, it)).toList(),
        all.size(),
        page,
        pages,
        counts(state),
        trials(state));
  }

  private static int trials(LiveLineage.State state) {
    return (int)
        state.lineage().records().stream()
            .filter(it -> Standing.of(it) == Standing.VIABLE_TRIAL)
            .count();
  }

  /** On which page a generation is; empty where it is on none. */
  public static OptionalInt pageOf(LiveLineage.State state, Query query, int generation) {
    List<Rails> all = drawn(state, query);
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).line().record().generation() == generation) {
        return OptionalInt.of(i / PAGE + 1);
      }
    }
    return OptionalInt.empty();
  }

  private static Row row(LiveLineage.State state, Rails rails) {
    int generation = rails.line().record().generation();
    return new Row(
        rails, state.ran().contains(generation), state.lineage().offspringOf(generation).size());
  }

  private static List<Rails> drawn(LiveLineage.State state, Query query) {
    List<Rails> all =
        query.around().isPresent()
            ? Rails.of(state.lineage().around(query.around().getAsInt()))
            : state.drawing().get();
    return query
        .outcome()
        .map(
            outcome ->
                all.stream()
                    .map(it -> it.line().record())
                    .filter(it -> it.outcome() == outcome)
                    .map(it -> new Rails(new Line(it, 0, false), List.of(), false, false))
                    .toList())
        .orElse(all);
  }

  private static int newest(List<Rails> all) {
    int page = 1;
    int highest = 0;
    for (int i = 0; i < all.size(); i++) {
      int generation = all.get(i).line().record().generation();
      if (generation > highest) {
        highest = generation;
        page = i / PAGE + 1;
      }
    }
    return page;
  }

  private static Map<Outcome, Integer> counts(LiveLineage.State state) {
    Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
    state.lineage().records().forEach(it -> counts.merge(it.outcome(), 1, Integer::sum));
    return counts;
  }

  /** How many columns the lines of this page need. */
  public int columns() {
    return rows.stream().mapToInt(it -> it.rails().line().branches() + 1).max().orElse(1);
  }
}
