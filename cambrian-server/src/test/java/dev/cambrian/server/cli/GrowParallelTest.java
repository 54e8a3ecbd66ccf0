package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Candidates that are all non-viable, so that none ends the others. */
final class GrowParallelTest {
  private static final int CANDIDATES = 4;

  private static final String SPEC =
      """
      ---
      title: Slow
      version: "1.0"
      toolchain: python
      ---
      # Slow

      ```entry
      build: sleep SECONDS; exit 1
      test: python3 -m unittest
      start: python3 app.py
      health: http://127.0.0.1:8401/health
      ```
      """;

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"1, 1", "3, 3"})
  void so_many_verifications_go_on_at_once_and_no_more(int parallel, String seconds)
      throws IOException {
    Run run = grow(parallel, seconds);

    assertThat(run.exit()).as(run.toString()).isEqualTo(1);
    assertThat(mostAtOnce(run)).as(run.out()).isEqualTo(parallel);
  }

  private Run grow(int parallel, String seconds) throws IOException {
    Path spec = Files.writeString(directory.resolve("SLOW.md"), SPEC.replace("SECONDS", seconds));
    Path answer =
        Files.writeString(
            directory.resolve("answer.txt"), "<file path=\"app.py\">\npass\n</file:end>\n");
    return Run.in(
        directory.resolve("home"),
        "grow",
        spec.toString(),
        "--json",
        "--runner",
        "process",
        "--unsafe-no-sandbox",
        "--max-retries",
        "0",
        "--candidates",
        String.valueOf(CANDIDATES),
        "--parallel",
        String.valueOf(parallel),
        "--llm-command",
        "cat " + answer);
  }

  /** By the stages, which begin after the verification has got its turn. */
  private static int mostAtOnce(Run run) {
    Set<Integer> begun = new HashSet<>();
    Set<Integer> ended = new HashSet<>();
    int most = 0;
    for (String line : run.out().lines().toList()) {
      JsonNode progress = Json.parse(line);
      switch (progress.path("event").asString("")) {
        case "stage-started" -> begun.add(progress.path("generation").intValue());
        case "stage-finished" -> {
          if (progress.path("stage").asString("").equals("build")) {
            ended.add(progress.path("generation").intValue());
          }
        }
        default -> {
          // Of no interest.
        }
      }
      most = Math.max(most, begun.size() - ended.size());
    }
    assertThat(ended).hasSize(CANDIDATES);
    return most;
  }
}
