package dev.cambrian.server.dashboard;

import dev.cambrian.core.evolution.BetaPosterior;
import dev.cambrian.core.history.QueryResult;
import dev.cambrian.server.dashboard.TrendsPage.Rated;
import dev.cambrian.server.view.TriedSpecs.Tried;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Rates of trends as rows for other programs. */
final class RateRows {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private RateRows() {}

  /**
   * Rates as shares from 0 to 1, with the bounds of their 95 % interval; without either where they
   * are of several specs together.
   */
  static QueryResult of(List<Rated> specs, List<Rated> models) {
    return new QueryResult(
        List.of(
            "by",
            "name",
            "spec_hash",
            "tried_as",
            "viable",
            "that_count",
            "rate",
            "lower",
            "upper",
            "specs"),
        Stream.concat(
                specs.stream().map(it -> row("spec", it)),
                models.stream().map(it -> row("model", it)))
            .toList(),
        false);
  }

  private static List<JsonNode> row(String by, Rated rated) {
    BetaPosterior rate = rated.group().rate();
    BetaPosterior.Interval interval = rate.interval();
    return List.of(
        JSON.stringNode(by),
        JSON.stringNode(rated.name()),
        by.equals("spec") ? JSON.stringNode(rated.group().key()) : JSON.nullNode(),
        rated.tried().isEmpty() ? JSON.nullNode() : JSON.stringNode(tried(rated.tried())),
        JSON.numberNode(rate.successes()),
        JSON.numberNode(rate.trials()),
        expected(rated, rate.mean()),
        expected(rated, interval.lower()),
        expected(rated, interval.upper()),
        JSON.numberNode(rated.group().specs()));
  }

  private static JsonNode expected(Rated rated, double value) {
    return rated.group().ofSeveralSpecs() ? JSON.nullNode() : JSON.numberNode(value);
  }

  /** {@code signed: node 2; c1: the base}. */
  private static String tried(List<Tried> tried) {
    return tried.stream()
        .map(it -> "%s: %s".formatted(it.campaign(), it.words()))
        .collect(Collectors.joining("; "));
  }
}
