package dev.cambrian.server.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.history.History;
import dev.cambrian.server.cli.GrownHome;
import dev.cambrian.server.git.GitArchive;
import dev.cambrian.server.home.CambrianHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verifies a home between the event of a promotion and its tag in git. */
final class HistoryVerifierTest {

  @TempDir Path directory;
  private CambrianHome home;
  private String commit = "";

  @BeforeEach
  void promotionIsNotInGitYet() throws Exception {
    home = GrownHome.at(directory);
    commit = git("rev-parse", "gen-2^{commit}");
    git("tag", "-d", "gen-2");
  }

  @Test
  void a_tag_that_a_running_growth_is_about_to_set_is_waited_for() throws IOException {
    aGrowthRuns();

    assertThat(verify(() -> git("tag", "-m", "promoted", "gen-2", commit)).defects())
        .noneMatch(defect -> defect.contains("is not in git"));
  }

  @Test
  void a_tag_that_stays_away_is_a_defect_while_something_grows_too() throws IOException {
    aGrowthRuns();
    List<Integer> pauses = new ArrayList<>();

    Verification verification = verify(() -> pauses.add(1));

    assertThat(verification.defects()).singleElement().asString().contains("is not in git");
    assertThat(verification.checked()).containsEntry("git commits", 2L);
    assertThat(pauses).hasSizeBetween(1, 100);
  }

  @Test
  void where_nothing_grows_a_defect_is_one_at_once() {
    List<Integer> pauses = new ArrayList<>();

    assertThat(verify(() -> pauses.add(1)).sound()).isFalse();
    assertThat(pauses).isEmpty();
  }

  private void aGrowthRuns() throws IOException {
    Files.writeString(
        Files.createDirectories(directory.resolve("growths")).resolve("one.lock"), "");
  }

  private Verification verify(Runnable pause) {
    try (var history = History.open(home.history());
        GitArchive archive = new GitArchive(home.archive(), Clock.systemUTC())) {
      return new HistoryVerifier(history, archive, home, pause).run();
    }
  }

  private String git(String... arguments) {
    List<String> command = new ArrayList<>(List.of("git", "--git-dir"));
    command.add(home.archive().toString());
    command.addAll(List.of("-c", "user.name=test", "-c", "user.email=test@example.org"));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).start();
      try (var out = process.inputReader()) {
        String line = out.readLine();
        assertThat(process.waitFor()).isZero();
        return line == null ? "" : line;
      }
    } catch (IOException e) {
      throw new AssertionError("git does not run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
