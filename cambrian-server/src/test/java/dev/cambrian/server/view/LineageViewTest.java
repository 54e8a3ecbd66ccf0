package dev.cambrian.server.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.history.History;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.server.view.LineageView.Query;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class LineageViewTest {
  /** Everything, where the newest is. */
  private static final Query NEWEST =
      new Query(OptionalInt.empty(), OptionalInt.empty(), Optional.empty());

  @TempDir private Path directory;
  private SqliteHistory history;
  private Grown grown;
  private LiveLineage live;
  private String spec = "";

  @BeforeEach
  void open() {
    history = History.open(directory.resolve("history.db"));
    grown = new Grown(history);
    live = new LiveLineage(history);
    spec = grown.spec("Echo");
  }

  @AfterEach
  void close() {
    history.close();
  }

  private void started(int... parents) {
    for (int i = 0; i < parents.length; i++) {
      Grown _ = grown.started(i + 1, parents[i], spec);
    }
  }

  /** A picture of what stands left of each generation. */
  private List<String> picture() {
    return LineageView.of(live.now(), NEWEST).rows().stream()
        .map(
            row -> {
              Rails rails = row.rails();
              StringBuilder text = new StringBuilder();
              for (int column = 0; column < rails.line().branches(); column++) {
                boolean corner =
                    rails.line().branchesOff() && column == rails.line().branches() - 1;
                text.append(
                    rails.through().contains(column) ? corner ? "├" : "│" : corner ? "└" : " ");
              }
              text.append(rails.above() ? rails.below() ? "┼" : "┴" : rails.below() ? "┬" : "o");
              return text.append(row.record().generation()).toString();
            })
        .toList();
  }

  @Test
  void lines_hang_together_from_parent_to_offspring() {
    started(0, 1, 1, 2, 1, 5, 0, 6, 4);

    assertThat(picture()).containsExactly("┬1", "├┬2", "│┼4", "│┴9", "├o3", "┼5", "┼6", "┴8", "o7");
  }

  @Test
  void every_line_that_goes_down_comes_out_below_in_any_forest() {
    Random random = new Random(3);
    int[] parents = new int[150];
    for (int i = 0; i < parents.length; i++) {
      parents[i] = random.nextInt(i + 1);
    }
    started(parents);

    List<LineageView.Row> rows = LineageView.of(live.now(), NEWEST).rows();
    for (int i = 0; i + 1 < rows.size(); i++) {
      assertThat(leaving(rows.get(i).rails()))
          .as("below generation %d", rows.get(i).record().generation())
          .isEqualTo(entering(rows.get(i + 1).rails()));
    }
    assertThat(leaving(rows.getLast().rails())).isEmpty();
  }

  private static List<Integer> leaving(Rails rails) {
    List<Integer> columns = new ArrayList<>(rails.through());
    if (rails.below()) {
      columns.add(rails.line().branches());
    }
    return columns;
  }

  private static List<Integer> entering(Rails rails) {
    List<Integer> columns = new ArrayList<>(rails.through());
    int column = rails.line().branches();
    if (rails.line().branchesOff() && !columns.contains(column - 1)) {
      columns.add(column - 1);
    }
    if (rails.above()) {
      columns.add(column);
    }
    return columns;
  }

  @Test
  void a_new_generation_an_outcome_and_an_organism_are_seen_at_once() {
    started(0);
    LiveLineage.State before = live.now();
    Assertions.assertThat(live.now()).isSameAs(before);

    Grown _ = grown.sealed(1).promoted(1).lives(1, Grown.ORGANISM).started(2, 1, spec);

    LineageView view = LineageView.of(live.now(), NEWEST);
    assertThat(view.rows())
        .extracting(
            it -> it.record().generation(), it -> it.record().outcome(), LineageView.Row::ran)
        .containsExactly(
            Assertions.tuple(1, Outcome.PROMOTED, true),
            Assertions.tuple(2, Outcome.IN_PROGRESS, false));
    assertThat(new LiveLineage(history).now().ran()).containsExactly(1);
    assertThat(view.counts())
        .containsEntry(Outcome.PROMOTED, 1)
        .containsEntry(Outcome.IN_PROGRESS, 1);
  }

  @Test
  void it_is_paged_and_filtered() {
    int[] chain = new int[450];
    for (int i = 0; i < chain.length; i++) {
      chain[i] = i;
    }
    started(chain);
    Grown _ = grown.sealed(7).failed(7, Stage.TEST, "no");

    LineageView newest = LineageView.of(live.now(), NEWEST);
    assertThat(newest.page()).isEqualTo(3);
    assertThat(newest.pages()).isEqualTo(3);
    assertThat(newest.rows()).hasSize(50);
    assertThat(LineageView.of(live.now(), NEWEST.at(1)).rows()).hasSize(200);
    assertThat(LineageView.of(live.now(), NEWEST.at(99)).page()).isEqualTo(3);
    assertThat(LineageView.pageOf(live.now(), NEWEST, 201)).hasValue(2);
    assertThat(LineageView.pageOf(live.now(), NEWEST, 999)).isEmpty();

    Query failed = new Query(OptionalInt.empty(), OptionalInt.empty(), Optional.of(Outcome.FAILED));
    assertThat(LineageView.of(live.now(), failed).rows())
        .extracting(it -> it.record().generation())
        .containsExactly(7);
  }

  @Test
  void around_a_generation_are_its_ancestors_and_its_descendants() {
    started(0, 1, 1, 2, 3);
    Query around = new Query(OptionalInt.empty(), OptionalInt.of(3), Optional.empty());

    assertThat(LineageView.of(live.now(), around).rows())
        .extracting(it -> it.record().generation())
        .containsExactly(1, 3, 5);
  }
}
