package dev.cambrian.core.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.verdict.Stage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SqliteHistoryTest extends HistoryConformance {
  @TempDir private Path directory;

  @Override
  History open() {
    return History.open(file());
  }

  private Path file() {
    return directory.resolve("home/history.db");
  }

  private void sql(String statement) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement any = connection.createStatement()) {
      any.execute(statement);
    }
  }

  @Test
  void an_event_that_says_nothing_new_of_its_generation_leaves_its_row_alone() throws SQLException {
    try (History history = open()) {
      Growth.append(history, Growth.started(1), Growth.sealed(1), Growth.verifying(1, "a"));
      sql("UPDATE projected_generation SET model = 'not written again'");

      Growth.append(history, Growth.stage(1, "a", Stage.BUILD, true));

      assertThat(history.generation(1))
          .hasValueSatisfying(
              record -> {
                assertThat(record.model()).isEqualTo("not written again");
                assertThat(record.version()).isEqualTo(4);
              });
    }
  }

  @Test
  void a_generation_that_the_projections_lack_takes_no_event() throws SQLException {
    try (History history = open()) {
      Growth.append(history, Growth.started(1));
    }
    sql("DELETE FROM projected_generation");

    try (History history = open()) {
      assertThatThrownBy(() -> Growth.append(history, Growth.sealed(1)))
          .isInstanceOf(HistoryException.Corrupt.class)
          .hasMessage("the projections lack generation 1: rebuild them");
    }
  }
}
