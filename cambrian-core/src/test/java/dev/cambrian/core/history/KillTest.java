package dev.cambrian.core.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class KillTest {
  private static final int KILLS = 2;
  private static final int ACKNOWLEDGED_BEFORE_KILL = 25;

  @TempDir private Path directory;

  @Test
  void what_was_answered_before_a_kill_is_there_after_it_and_nothing_is_half_done()
      throws Exception {
    for (int kill = 1; kill <= KILLS; kill++) {
      Path file = directory.resolve("history-" + kill + ".db");
      List<Long> acknowledged = appendAndKill(file);

      try (SqliteHistory history = History.open(file)) {
        long head = history.headPosition();
        assertThat(head).isGreaterThanOrEqualTo(acknowledged.getLast()).isGreaterThan(200);
        assertThat(head % 11).as("events of appends that were half done").isZero();
        assertThat(history.readAll(0, 100_000)).hasSize(Math.toIntExact(head));
        assertThat(history.generations(0, 100_000, Optional.of(Outcome.PROMOTED)))
            .hasSize(Math.toIntExact(head / 11));
        assertThat(history.verify().broken()).isEmpty();
      }
    }
  }

  private static List<Long> appendAndKill(Path file) throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Appender.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<Long> acknowledged = new ArrayList<>();
    try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
      String line = lines.readLine();
      while (line != null) {
        acknowledged.add(Long.parseLong(line));
        if (acknowledged.size() == ACKNOWLEDGED_BEFORE_KILL) {
          child.toHandle().destroyForcibly(); // leaves the pipe open, unlike the process's own
        }
        line = lines.readLine();
      }
    } finally {
      child.destroyForcibly();
    }
    assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ACKNOWLEDGED_BEFORE_KILL);
    return acknowledged;
  }
}
