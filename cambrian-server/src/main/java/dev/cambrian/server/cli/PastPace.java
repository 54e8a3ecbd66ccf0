package dev.cambrian.server.cli;

import dev.cambrian.core.history.History;
import dev.cambrian.core.history.HistoryException;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.core.llm.LlmClients;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.home.HistoryCopy;
import dev.cambrian.server.terminal.Pace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * How long the steps of a generation took before, in the median: with the same spec, else with the
 * same toolchain; of its latest generations, so that a long history costs no time.
 */
final class PastPace {
  /** Generations that are looked at. */
  private static final int LATEST = 300;

  private static final int ROWS = 10 * LATEST;
  private static final Duration LIMIT = Duration.ofSeconds(1);

  private static final String FROM =
      "(SELECT coalesce(max(generation), 0) - %d FROM generation)".formatted(LATEST);

  private final SqliteHistory history;
  private final Spec spec;

  private PastPace(SqliteHistory history, Spec spec) {
    this.history = history;
    this.spec = spec;
  }

  /** As the home tells it; nothing is known where it has no history or it cannot be asked. */
  static Pace of(Session session, CambrianHome home, Spec spec, LlmClients.Choice choice) {
    return of(session, home, spec, choice.replays(), choice.model());
  }

  private static Pace of(
      Session session, CambrianHome home, Spec spec, boolean replays, String model) {
    if (!session.errScreen().live() || !home.hasHistory()) {
      return Pace.UNKNOWN;
    }
    try (SqliteHistory history = History.open(HistoryCopy.toLookAt(home.history()))) {
      return new PastPace(history, spec).pace(replays, model);
    } catch (HistoryException unknown) {
      // An estimate is no reason to end; whoever writes the history next is told.
      return Pace.UNKNOWN;
    }
  }

  /** Of a model that is really asked. */
  static Pace of(Session session, CambrianHome home, Spec spec, String model) {
    return of(session, home, spec, false, model);
  }

  /** As that history tells it. */
  static Pace of(SqliteHistory history, Spec spec, boolean replays, String model) {
    return new PastPace(history, spec).pace(replays, model);
  }

  private Pace pace(boolean replays, String model) {
    Map<Stage, Duration> stages = stages("g.spec_hash = " + quoted(spec.hash()));
    if (stages.size() < Stage.values().length) {
      Map<Stage, Duration> similar =
          stages(
              "g.spec_hash IN (SELECT spec_hash FROM spec WHERE toolchain = %s)"
                  .formatted(quoted(spec.toolchain().id())));
      similar.forEach(stages::putIfAbsent);
    }
    return new Pace(replays ? Optional.of(Duration.ZERO) : answer(model), stages);
  }

  private Map<Stage, Duration> stages(String which) {
    Map<String, List<Long>> rows =
        rows(
            """
            SELECT s.stage, s.duration_ms FROM generation AS g JOIN stage AS s USING (generation)
            WHERE s.passed AND %s AND g.generation > %s ORDER BY s.duration_ms\
            """
                .formatted(which, FROM));
    Map<Stage, Duration> medians = new EnumMap<>(Stage.class);
    rows.forEach(
        (id, millis) -> Stage.of(id).ifPresent(stage -> medians.put(stage, median(millis))));
    return medians;
  }

  private Optional<Duration> answer(String model) {
    for (String which : List.of("g.spec_hash = " + quoted(spec.hash()), "TRUE")) {
      List<Long> millis =
          rows("""
                  SELECT 'answer', e.elapsed_ms
                  FROM generation AS g JOIN llm_exchange AS e USING (generation)
                  WHERE NOT e.replayed AND e.organism IS NULL AND e.model = %s AND %s
                  AND g.generation > %s ORDER BY e.elapsed_ms\
                  """
                  .formatted(quoted(model), which, FROM))
              .getOrDefault("answer", List.of());
      if (!millis.isEmpty()) {
        return Optional.of(median(millis));
      }
    }
    return Optional.empty();
  }

  private Map<String, List<Long>> rows(String sql) {
    Map<String, List<Long>> values = new HashMap<>();
    for (List<JsonNode> row : history.query(sql, ROWS, LIMIT).rows()) {
      values
          .computeIfAbsent(row.getFirst().asString(), it -> new ArrayList<>())
          .add(row.getLast().asLong());
    }
    return values;
  }

  private static Duration median(List<Long> ascending) {
    return Duration.ofMillis(ascending.get(ascending.size() / 2));
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
