package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

final class CheckoutCommandTest {
  @TempDir Path directory;
  private Path home = Path.of("");

  @BeforeEach
  void grow() {
    home = GrownHome.at(directory.resolve("home")).directory();
  }

  private static List<String> files(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile)
          .map(it -> root.relativize(it).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void the_code_of_a_generation_is_written_as_it_was_sealed() throws IOException {
    Path target = directory.resolve("new/code");

    Run run = Run.in(home, "checkout", "2", target.toString());

    assertThat(run)
        .isEqualTo(new Run(0, "Wrote the 5 files of generation 2 to " + target + "\n", ""));
    Path sealed = home.resolve("artifacts/gen-2");
    assertThat(files(target)).isEqualTo(files(sealed)).contains("app.py", "manifest.json");
    for (String file : files(target)) {
      assertThat(target.resolve(file)).hasSameBinaryContentAs(sealed.resolve(file));
    }
  }

  @Test
  void an_empty_directory_is_filled_and_programs_are_told_what_with() throws IOException {
    Path target = Files.createDirectory(directory.resolve("empty"));

    Run run = Run.in(home, "checkout", "1", target.toString(), "--json");

    assertThat(run.exit()).isZero();
    JsonNode told = Json.parse(run.out());
    assertThat(told.get("generation").asInt()).isEqualTo(1);
    assertThat(told.get("directory").asString()).isEqualTo(target.toString());
    assertThat(told.get("files").valueStream().map(JsonNode::asString))
        .containsExactlyElementsOf(files(target));
  }

  @Test
  void what_is_there_stays_as_it_is() throws IOException {
    Path target = Files.createDirectory(directory.resolve("full"));
    Files.writeString(target.resolve("mine"), "mine");
    Path file = Files.writeString(directory.resolve("file"), "mine");

    Run full = Run.in(home, "checkout", "2", target.toString());
    Run noDirectory = Run.in(home, "checkout", "2", file.toString());

    assertThat(full.exit()).isEqualTo(2);
    assertThat(full.err()).contains(target + " is not empty").hasLineCount(1);
    assertThat(files(target)).containsExactly("mine");
    assertThat(noDirectory.exit()).isNotZero();
    assertThat(noDirectory.err()).contains(file + " is no directory").hasLineCount(1);
    assertThat(file).hasContent("mine");
  }

  @Test
  void a_generation_that_is_not_there_makes_no_directory() {
    Path target = directory.resolve("none");

    Run run = Run.in(home, "checkout", "99", target.toString());

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo(
            "cambrian: there is no generation 99 in %s; 'cambrian log' lists the generations\n"
                .formatted(home));
    assertThat(target).doesNotExist();
  }
}
