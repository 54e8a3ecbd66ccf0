package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.History;
import dev.cambrian.server.home.CambrianHome;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replays a generation whose recorded answer is read differently now. */
final class ReplayCommandTest {

  @TempDir Path directory;

  @Test
  void an_answer_that_is_refused_now_is_a_difference() throws SQLException {
    CambrianHome home = GrownHome.at(directory);
    exchangeAnswer(home);

    Run run = Run.in(directory, "replay", "2");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("cambrian: generation 2: what was accepted then is refused now")
        .hasLineCount(1);
  }

  /** The spec's text in place of the answer, behind the triggers' back. */
  private static void exchangeAnswer(CambrianHome home) throws SQLException {
    String answer;
    String spec;
    try (History history = History.open(home.history())) {
      answer =
          history.read(StreamId.generation(2)).stream()
              .map(RecordedEvent::event)
              .filter(Event.LlmAnswered.class::isInstance)
              .map(event -> ((Event.LlmAnswered) event).answerBlob())
              .findFirst()
              .orElseThrow();
      spec = history.generation(2).orElseThrow().specHash();
    }
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + home.history());
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
      String change =
          "UPDATE event SET data = replace(data, '%s', '%s') WHERE type = 'llm.answered'"
              .formatted(answer, spec);
      assertThat(statement.executeUpdate(change)).isPositive();
    }
  }
}
