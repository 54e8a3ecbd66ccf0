package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Changes a history as somebody would who knows of the triggers. */
final class Tampering {

  private Tampering() {}

  /** Runs one statement, which must change something. */
  static void change(Path history, String sql) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + history);
        var statement = connection.createStatement()) {
      List<String> names = new ArrayList<>();
      try (var triggers =
          statement.executeQuery("SELECT name FROM sqlite_schema WHERE type = 'trigger'")) {
        while (triggers.next()) {
          names.add(triggers.getString(1));
        }
      }
      for (String name : names) {
        statement.execute("DROP TRIGGER \"" + name + "\"");
      }
      assertThat(statement.executeUpdate(sql)).as(sql).isPositive();
    }
  }

  /** Runs a pragma. */
  static void pragma(Path history, String pragma) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + history);
        var statement = connection.createStatement()) {
      statement.execute("PRAGMA " + pragma);
    }
  }
}
