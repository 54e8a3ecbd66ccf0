package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.server.home.CambrianHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every link of the chain from the first event to the last artifact byte, broken once. */
final class VerifyCommandTest {

  @TempDir Path directory;
  private CambrianHome home;

  @BeforeEach
  void grow() {
    home = GrownHome.at(directory);
  }

  @Test
  void an_untouched_home_agrees_and_the_counts_are_shown() {
    Run run = Run.in(directory, "verify");

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .containsPattern("specs +1\n")
        .containsPattern("generations +2\n")
        .containsPattern("artifacts +2\n")
        .containsPattern("git commits +2\n")
        .containsPattern("reports +2\n")
        .endsWith("Everything agrees.\n");
    assertThat(run.exit()).isZero();
  }

  @Test
  void a_changed_artifact_is_found() throws IOException {
    Files.writeString(home.artifacts().resolve("gen-2/app.py"), "print(3)\n");

    assertDefect("generation 2: artifact artifacts/gen-2");
  }

  @Test
  void a_file_that_was_added_to_an_artifact_is_found() throws IOException {
    Files.writeString(home.artifacts().resolve("gen-2/more.py"), "x");

    assertDefect("more.py");
  }

  @Test
  void a_missing_artifact_is_found() throws IOException {
    Files.move(home.artifacts().resolve("gen-1"), home.artifacts().resolve("gone"));

    assertDefect("generation 1: artifact artifacts/gen-1");
  }

  @Test
  void a_removed_git_tag_is_found() throws Exception {
    git("tag", "-d", "gen-2");

    assertDefect("git: generation 2 is not in git");
  }

  @Test
  void a_tag_that_was_moved_is_found() throws Exception {
    git("tag", "-f", "gen-2", "gen-1-failed^{commit}");

    assertDefect("git: gen-2: app.py has ");
  }

  @Test
  void a_changed_event_is_found() throws SQLException {
    change(
        "UPDATE event SET data = replace(data, 'small-model', 'other-model') WHERE position = 2");

    assertThat(Run.in(directory, "verify").exit()).isNotZero();
  }

  private void assertDefect(String expected) {
    Run run = Run.in(directory, "verify");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).contains("defect: ").contains(expected).contains("defects.");
    assertThat(Run.in(directory, "verify", "--json").out()).contains("\"sound\" : false");
  }

  private void git(String... arguments) throws IOException, InterruptedException {
    List<String> command = new java.util.ArrayList<>(List.of("git", "--git-dir"));
    command.add(home.archive().toString());
    command.addAll(List.of(arguments));
    assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
  }

  /** As somebody would who knows of the triggers. */
  private void change(String sql) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + home.history());
        var statement = connection.createStatement()) {
      var names = new java.util.ArrayList<String>();
      try (var triggers =
          statement.executeQuery("SELECT name FROM sqlite_master WHERE type = 'trigger'")) {
        while (triggers.next()) {
          names.add(triggers.getString(1));
        }
      }
      for (String name : names) {
        statement.execute("DROP TRIGGER \"" + name + "\"");
      }
      assertThat(statement.executeUpdate(sql)).isPositive();
    }
  }
}
