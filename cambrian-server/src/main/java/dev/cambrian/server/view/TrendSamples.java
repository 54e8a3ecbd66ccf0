package dev.cambrian.server.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.server.view.Trends.Filter;
import dev.cambrian.server.view.Trends.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/** Reads the generations of which {@link Trends} tells, the oldest first. */
final class TrendSamples {
  /** Of generations; beyond them the oldest are left out. */
  private static final int MOST = 100_000;

  private static final int CHOICES = 200;

  private static final Duration LIMIT = Duration.ofSeconds(20);

  @SuppressWarnings("InlineFormatString") // A text block reads better apart.
  private static final String ANSWERED_BY =
      """
      iif(coalesce(producer_model, model) LIKE 'replay:%', substr(coalesce(producer_model, model), 8),
        coalesce(producer_model, model))""";

  @SuppressWarnings("InlineFormatString") // A text block reads better apart.
  private static final String GENERATIONS =
      "SELECT generation, spec_hash, "
          + ANSWERED_BY
          + " AS answered_by, viable, failure_stage, failure_class, created, parent,"
          + " input_tokens + output_tokens"
          + " FROM generation WHERE outcome <> 'in_progress'";

  @SuppressWarnings("InlineFormatString") // A text block reads better apart.
  private static final String STAGES =
      "SELECT generation, stage, duration_ms FROM stage WHERE generation BETWEEN %d AND %d"
          + " ORDER BY finished_at";

  @SuppressWarnings("InlineFormatString") // A text block reads better apart.
  private static final String ANSWERS =
      """
      SELECT generation, organism, replayed, input_tokens + output_tokens,
        CAST(round(cost_usd * 1000000) AS INTEGER), answered_at
      FROM llm_exchange WHERE organism IS NULL AND generation BETWEEN %1$d AND %2$d
      UNION ALL
      SELECT generation, organism, replayed, input_tokens + output_tokens,
        CAST(round(cost_usd * 1000000) AS INTEGER), answered_at
      FROM llm_exchange
      WHERE generation IN (
          SELECT parent FROM generation WHERE parent > 0 AND generation BETWEEN %1$d AND %2$d)
        AND organism IN (
          SELECT correlation_id FROM generation WHERE parent > 0 AND generation BETWEEN %1$d AND %2$d)
      ORDER BY answered_at
      """;

  /** Also those before the first, which used up what their organism was answered until then. */
  @SuppressWarnings("InlineFormatString") // A text block reads better apart.
  private static final String OFFSPRING =
      """
      SELECT generation, correlation_id, created FROM generation
      WHERE parent > 0 AND generation <= %2$d AND correlation_id IN (
        SELECT correlation_id FROM generation WHERE parent > 0 AND generation BETWEEN %1$d AND %2$d)
      ORDER BY generation
      """;

  /** An answer that an organism got. */
  private record Got(String at, Taken taken) {}

  /** How long the rig took over a generation. */
  private record Timed(Map<Stage, Duration> stages, Optional<Duration> canary) {
    static final Timed NOT = new Timed(Map.of(), Optional.empty());

    Timed with(String name, Duration took) {
      if (name.equals(Trends.CANARY)) {
        return new Timed(stages, Optional.of(took));
      }
      Map<Stage, Duration> all = new EnumMap<>(Stage.class);
      all.putAll(stages);
      Stage.of(name).ifPresent(it -> all.put(it, took));
      return new Timed(all, canary);
    }
  }

  private TrendSamples() {}

  static String mark(SqliteHistory history) {
    return history
        .query("SELECT outcome, count(*), max(created) FROM generation GROUP BY outcome", 10, LIMIT)
        .rows()
        .toString();
  }

  static List<Sample> read(SqliteHistory history, Filter filter) {
    List<List<JsonNode>> rows = history.query(sql(filter), MOST, LIMIT).rows().reversed();
    if (rows.isEmpty()) {
      return List.of();
    }
    int first = rows.getFirst().getFirst().asInt();
    int last = rows.getLast().getFirst().asInt();
    Map<Integer, Timed> timed = timed(history, first, last);
    Map<Integer, Taken> own = new HashMap<>();
    Map<String, Deque<Got>> organisms = new HashMap<>();
    for (List<JsonNode> row :
        history.query(ANSWERS.formatted(first, last), MOST * 4, LIMIT).rows()) {
      Taken used = taken(row);
      if (row.get(1).isNull()) {
        own.merge(row.get(0).asInt(), used, Taken::plus);
      } else {
        organisms
            .computeIfAbsent(row.get(1).asString(), _ -> new ArrayDeque<>())
            .add(new Got(row.get(5).asString(), used));
      }
    }
    if (!organisms.isEmpty()) {
      for (List<JsonNode> row :
          history.query(OFFSPRING.formatted(first, last), MOST, LIMIT).rows()) {
        before(row, organisms).ifPresent(it -> own.putIfAbsent(row.getFirst().asInt(), it));
      }
    }
    List<Sample> samples = new ArrayList<>(rows.size());
    for (List<JsonNode> row : rows) {
      int generation = row.getFirst().asInt();
      samples.add(
          sample(
              row,
              taken(row, Optional.ofNullable(own.get(generation))),
              timed.getOrDefault(generation, Timed.NOT)));
    }
    return samples;
  }

  static Trends.Choices choices(SqliteHistory history) {
    return new Trends.Choices(
        texts(
            history,
            "SELECT spec_hash FROM generation GROUP BY spec_hash ORDER BY max(generation) DESC"),
        texts(
            history,
            "SELECT "
                + ANSWERED_BY
                + " AS answered_by FROM generation GROUP BY answered_by"
                + " ORDER BY max(generation) DESC"));
  }

  private static List<String> texts(SqliteHistory history, String sql) {
    return history.query(sql, CHOICES, LIMIT).rows().stream()
        .map(row -> row.getFirst().asString())
        .toList();
  }

  /** What is not ours to trust is in it as hexadecimal digits alone. */
  private static String sql(Filter filter) {
    StringBuilder sql = new StringBuilder(GENERATIONS);
    filter.specHash().ifPresent(it -> sql.append(" AND spec_hash = ").append(literal(it)));
    filter.model().ifPresent(it -> sql.append(" AND answered_by = ").append(literal(it)));
    return sql.append(" ORDER BY generation DESC LIMIT ")
        .append(filter.window().most().orElse(MOST))
        .toString();
  }

  private static String literal(String text) {
    return "CAST(x'%s' AS TEXT)".formatted(HexFormat.of().formatHex(text.getBytes(UTF_8)));
  }

  private static Map<Integer, Timed> timed(SqliteHistory history, int first, int last) {
    Map<Integer, Timed> timed = new HashMap<>();
    for (List<JsonNode> row :
        history.query(STAGES.formatted(first, last), MOST * 7, LIMIT).rows()) {
      // Where a verification began again, the last one is the one that counts.
      timed.compute(
          row.get(0).asInt(),
          (_, before) ->
              (before == null ? Timed.NOT : before)
                  .with(row.get(1).asString(), Duration.ofMillis(row.get(2).asLong())));
    }
    return timed;
  }

  private static Taken taken(List<JsonNode> row) {
    return Taken.answer(
        row.get(2).asInt() == 1,
        !row.get(3).isNull(),
        TokenUsage.of(row.get(3).asLong(0), 0),
        row.get(4).isNull() ? OptionalLong.empty() : OptionalLong.of(row.get(4).asLong()));
  }

  /** Of the row of a generation and the answers that led to it. */
  private static Taken taken(List<JsonNode> row, Optional<Taken> answers) {
    boolean byOrganism = row.get(7).asInt() > 0;
    TokenUsage reported = TokenUsage.of(row.get(8).asLong(0), 0);
    return answers.isEmpty() || byOrganism
        ? answers.orElse(Taken.NOTHING).orReported(reported)
        : answers.get();
  }

  /** The answers that its organism got since its offspring before; they come in their order. */
  private static Optional<Taken> before(List<JsonNode> row, Map<String, Deque<Got>> organisms) {
    Deque<Got> answers = organisms.get(row.get(1).asString());
    String created = row.get(2).asString();
    Optional<Taken> used = Optional.empty();
    while (answers != null
        && !answers.isEmpty()
        && answers.getFirst().at().compareTo(created) <= 0) {
      used = Optional.of(used.orElse(Taken.NOTHING).plus(answers.removeFirst().taken()));
    }
    return used;
  }

  private static Sample sample(List<JsonNode> row, Taken used, Timed timed) {
    boolean judged = !row.get(3).isNull();
    boolean viable = judged && row.get(3).asInt() == 1;
    boolean ownFault = !row.get(5).isNull() && row.get(5).asString().equals("candidate");
    boolean counts = judged || ownFault;
    return new Sample(
        row.get(0).asInt(),
        row.get(1).asString(),
        row.get(2).asString(),
        counts,
        viable,
        counts && !viable
            ? Optional.of(row.get(4).isNull() ? Trends.ANSWER : row.get(4).asString())
            : Optional.empty(),
        Instant.parse(row.get(6).asString()),
        used,
        timed.stages(),
        timed.canary());
  }
}
