package dev.cambrian.server.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.history.History;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.server.view.SchemaView.Column;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class SchemaViewTest {
  @TempDir private Path directory;

  @Test
  void every_view_says_what_a_row_is_and_names_its_columns() {
    try (SqliteHistory history = History.open(directory.resolve("history.db"))) {
      List<SchemaView> views = SchemaView.of(history);

      assertThat(views)
          .extracting(SchemaView::name)
          .contains("generation", "stage", "llm_exchange", "lineage", "campaign", "trial");
      assertThat(views)
          .allSatisfy(
              view -> {
                assertThat(view.about()).startsWith("One row for each");
                assertThat(view.columns()).isNotEmpty();
              });
      SchemaView generation = views.getFirst();
      assertThat(generation.columns())
          .contains(
              new Column("generation", ""),
              new Column("failure", "why it was rolled back, such as non-viable or daemon-gone"),
              new Column("exceeded_limit", "by the stage that failed"),
              new Column("attempt", "within one growth, from 1"));
      assertThat(generation.columns().getLast().name()).isEqualTo("duration_ms");
    }
  }
}
