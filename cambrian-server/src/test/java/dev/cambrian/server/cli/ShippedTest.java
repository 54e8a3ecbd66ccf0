package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.Sha256;
import dev.cambrian.core.spec.Specs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which answers may run without a sandbox. */
final class ShippedTest {

  private static final Path SPECS = Path.of(System.getProperty("cambrian.root", ".."), "spec");
  private static final String ECHO = Specs.read(SPECS.resolve("ECHO-PYTHON-SPEC.md")).hash();

  @TempDir Path directory;

  @Test
  void the_list_in_the_jar_holds_exactly_the_answers_in_the_checkout() throws IOException {
    TreeSet<String> hashes = new TreeSet<>();
    for (String place : List.of("recordings", "reproduction")) {
      if (Files.isDirectory(SPECS.resolve(place))) {
        try (var files = Files.walk(SPECS.resolve(place))) {
          for (Path file : files.filter(each -> each.toString().endsWith(".answer.md")).toList()) {
            hashes.add(Sha256.of(Files.readAllBytes(file)));
          }
        }
      }
    }

    assertThat(hashes).isNotEmpty();
    assertThat(Shipped.answerHashes()).isEqualTo(hashes);
  }

  @Test
  void the_shipped_recordings_are_known() {
    assertThat(Shipped.answersOnly(List.of(SPECS.resolve("recordings")), ECHO)).isTrue();
  }

  @Test
  void an_answer_that_was_recorded_beside_a_shipped_one_takes_the_trust_away() throws IOException {
    Path recording = copy();
    assertThat(Shipped.answersOnly(List.of(directory), ECHO)).isTrue();
    byte[] answer = "import os".getBytes(StandardCharsets.UTF_8);
    Files.write(directory.resolve("retry-1.answer.md"), answer);
    String json = Files.readString(recording);
    Files.writeString(
        directory.resolve("retry-1.json"),
        json.replace("\"generate\"", "\"retry\"")
            .replace("generate-1.answer.md", "retry-1.answer.md")
            .replaceAll(
                "\"sha256\" : \"sha256:[0-9a-f]{64}\"",
                "\"sha256\" : \"" + Sha256.of(answer) + "\""));

    assertThat(Shipped.answersOnly(List.of(directory), ECHO)).isFalse();
  }

  @Test
  void another_spec_has_no_shipped_answers() {
    assertThat(
            Shipped.answersOnly(List.of(SPECS.resolve("recordings")), "sha256:" + "0".repeat(64)))
        .isFalse();
  }

  private Path copy() throws IOException {
    Path from = SPECS.resolve("recordings/echo-python");
    Files.copy(from.resolve("generate-1.answer.md"), directory.resolve("generate-1.answer.md"));
    return Files.copy(from.resolve("generate-1.json"), directory.resolve("generate-1.json"));
  }
}
