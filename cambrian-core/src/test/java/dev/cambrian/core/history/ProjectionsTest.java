package dev.cambrian.core.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The law of the projections: built step by step, built anew and folded purely, they are one. */
class ProjectionsTest {
  private static final List<String> TABLES =
      List.of(
          "projected_generation",
          "projected_stage",
          "projected_contract_result",
          "projected_test_failure",
          "projected_llm_exchange",
          "projected_spec");

  @Property(tries = 25)
  void any_legal_history_projects_the_same_in_every_way(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(max = 9_999) Integer> choices)
      throws IOException {
    Path directory = Files.createTempDirectory("projections");
    try (SqliteHistory history = History.open(directory.resolve("history.db"))) {
      Map<Integer, GenerationState> folded = appendLegally(history, choices);
      Map<String, QueryResult> incremental = tables(history);

      Rebuilt rebuilt = history.rebuildProjections();

      assertThat(tables(history)).isEqualTo(incremental);
      assertThat(rebuilt.events()).isEqualTo(history.headPosition());
      assertThat(rebuilt.generations()).isEqualTo(folded.size());
      assertThat(history.generations(0, 100, Optional.empty()))
          .isEqualTo(folded.values().stream().map(GenerationState::record).toList());
      assertThat(history.verify().broken()).isEmpty();
    } finally {
      delete(directory);
    }
  }

  /** Each choice takes one of the events that may follow; answers the pure fold of all. */
  private static Map<Integer, GenerationState> appendLegally(
      SqliteHistory history, List<Integer> choices) {
    Map<Integer, GenerationState> folded = new TreeMap<>();
    for (int choice : choices) {
      int generation = 1 + choice % 3;
      Optional<GenerationState> before = Optional.ofNullable(folded.get(generation));
      List<Event> legal =
          candidates(generation).stream()
              .filter(event -> GenerationFold.refusal(before, event).isEmpty())
              .toList();
      if (legal.isEmpty()) {
        Growth.append(history, Growth.specRegistered());
        Growth.append(history, Growth.answeredTo("organism-" + choice % 5, generation - 1));
        continue;
      }
      Event event = legal.get(choice / 3 % legal.size());
      for (RecordedEvent recorded : Growth.append(history, event)) {
        folded.put(generation, GenerationFold.evolve(before, recorded));
      }
    }
    return folded;
  }

  private static List<Event> candidates(int generation) {
    List<Event> candidates = new ArrayList<>();
    candidates.add(Growth.started(generation, generation - 1));
    candidates.add(Growth.sealed(generation));
    candidates.add(Growth.verifying(generation, "a"));
    candidates.add(Growth.viable(generation, "a"));
    candidates.add(Growth.promoted(generation));
    candidates.add(Growth.reverseRun(generation, false));
    candidates.add(Growth.reverseRunAborted(generation));
    candidates.add(Growth.answered(generation, OptionalLong.of(3)));
    candidates.add(Growth.answered(generation, OptionalLong.empty()));
    candidates.add(Growth.rejected(generation));
    candidates.add(Growth.verifying(generation, "b"));
    candidates.add(Growth.stage(generation, "a", Stage.BUILD, true));
    candidates.add(Growth.stage(generation, "b", Stage.TEST, false));
    candidates.add(Growth.nonViable(generation, "b"));
    candidates.add(Growth.aborted(generation, "a"));
    candidates.add(Growth.aborted(generation, "b", FailureKind.DAEMON_GONE));
    candidates.add(Growth.stage(generation, "b", Stage.BUILD, false));
    candidates.add(Growth.overMemory(generation, "b"));
    candidates.add(Growth.caught(generation, "b"));
    candidates.add(Growth.rolledBack(generation, FailureKind.TIMED_OUT));
    candidates.add(Growth.rolledBack(generation, FailureKind.SUPERSEDED));
    return candidates;
  }

  private static Map<String, QueryResult> tables(SqliteHistory history) {
    Map<String, QueryResult> tables = new TreeMap<>();
    for (String table : TABLES) {
      tables.put(
          table,
          history.query(
              "SELECT * FROM " + table + " ORDER BY 1, 2", 10_000, Duration.ofSeconds(10)));
    }
    return tables;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
