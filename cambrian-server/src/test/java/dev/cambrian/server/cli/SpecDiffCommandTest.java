package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.Sha256;
import dev.cambrian.core.json.Json;
import dev.cambrian.server.terminal.Screen;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

final class SpecDiffCommandTest {
  private static final String A =
      """
      ---
      title: T
      ---

      # Title

      one
      two

      ## Rules

      <!-- BEGIN FROZEN: laws -->
      law
      <!-- END FROZEN: laws -->

      ## Old

      gone
      """;

  private static final String HASH =
      Sha256.of(GrownHome.SPEC.getBytes(StandardCharsets.UTF_8)).substring("sha256:".length());

  @TempDir static Path home;
  @TempDir Path directory;

  @BeforeAll
  static void grow() {
    GrownHome.at(home);
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  @Test
  void each_section_is_told_with_its_lines() throws IOException {
    String b =
        A.replace("two", "2")
            .replace("law\n", "another law\n")
            .replace("## Old\n\ngone\n", "## New\n\nhere\n");

    Run run = Run.in(home, "spec", "diff", file("A.md", A), file("B.md", b));

    assertThat(run.exit()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .isEqualTo(
            """
            unchanged  front matter
            changed    Title
            @@ -5,5 +5,5 @@
             # Title
            \s
             one
            -two
            +2
            \s
            unchanged  Rules
            changed    laws (FROZEN)
            @@ -12,4 +12,4 @@
             <!-- BEGIN FROZEN: laws -->
            -law
            +another law
             <!-- END FROZEN: laws -->
            \s
            removed    Old
            @@ -16,3 +0,0 @@
            -## Old
            -
            -gone
            added      New
            @@ -0,0 +16,3 @@
            +## New
            +
            +here
            2 changed, 1 added, 1 removed, 2 unchanged; 1 of them FROZEN.
            """);
  }

  @Test
  void a_spec_of_the_history_is_named_by_its_hash_or_how_it_begins() throws IOException {
    String other = file("B.md", GrownHome.SPEC.replace("a number", "two numbers"));

    for (String name : new String[] {HASH, "sha256:" + HASH, HASH.substring(0, 4)}) {
      Run run = Run.in(home, "spec", "diff", name, other);
      assertThat(run.exit()).isZero();
      assertThat(run.out())
          .contains("-Prints a number.\n+Prints two numbers.\n")
          .endsWith(
              "1 changed, 0 added, 0 removed, 1 unchanged; every FROZEN block is the same.\n");
    }
    assertThat(Run.in(home, "spec", "diff", HASH, HASH).out())
        .endsWith("unchanged  Tiny\nThe specs are the same.\n");
  }

  @Test
  void a_file_of_that_name_comes_before_a_hash_and_needs_no_history() throws IOException {
    String name = file(HASH.substring(0, 4), A);

    Run run = Run.in(directory.resolve("none"), "spec", "diff", name, name);

    assertThat(run.out()).endsWith("The specs are the same.\n");
    assertThat(run.exit()).isZero();
  }

  @Test
  void json_holds_the_same() throws IOException {
    Run run =
        Run.in(home, "spec", "diff", "--json", HASH, file("B.md", GrownHome.SPEC + "é\u001b\n"));

    assertThat(run.out()).matches("(?s)[\\n -~]*");
    JsonNode node = Json.parse(run.out().strip());
    assertThat(node.get("from").get("spec-hash").asString()).isEqualTo("sha256:" + HASH);
    assertThat(node.get("to").get("name").asString()).endsWith("B.md");
    assertThat(node.get("same").asBoolean()).isFalse();
    assertThat(node.get("sections")).hasSize(2);
    JsonNode changed = node.get("sections").get(1);
    assertThat(changed.get("id").asString()).isEqualTo("tiny");
    assertThat(changed.get("status").asString()).isEqualTo("changed");
    assertThat(changed.get("frozen").asBoolean()).isFalse();
    assertThat(changed.get("from-line").asInt()).isEqualTo(6);
    assertThat(changed.get("diff").asString()).contains("+é\u001b\n");
    assertThat(node.get("sections").get(0).has("diff")).isFalse();
  }

  @Test
  void what_is_hostile_is_shown_harmlessly() throws IOException {
    String b = A.replace("# Title", "# \u001b[2JTitle");

    Run run =
        Run.of(
            new Screen(true, false, false),
            Map.of(),
            "spec",
            "diff",
            file("A.md", A),
            file("B.md", b));

    assertThat(run.out()).contains("\\x1b[2JTitle").doesNotContain("\u001b");
  }

  @Test
  void what_is_no_spec_is_one_line_and_exit_2() throws IOException {
    String good = file("A.md", A);
    String bad = directory.resolve("no.md").toString();
    Path bytes = Files.write(directory.resolve("BYTES.md"), new byte[] {(byte) 0xff});

    assertRefused(Run.in(home, "spec", "diff", good, bad), "no such file");
    assertRefused(Run.in(home, "spec", "diff", "0000", good), "no spec in");
    assertRefused(Run.in(home, "spec", "diff", good, directory.toString()), "directory");
    assertRefused(Run.in(home, "spec", "diff", good, bytes.toString()), "not UTF-8");
    assertRefused(Run.in(home, "spec", "diff", "x' OR '1'='1", good), "no such file");
    assertRefused(
        Run.in(directory.resolve("none"), "spec", "diff", "0123", good), "there is no history");
  }

  private static void assertRefused(Run run, String says) {
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("cambrian: ").contains(says).hasLineCount(1);
  }

  @Test
  void a_spec_with_errors_can_be_compared_too() throws IOException {
    String broken = file("B.md", A.replace("<!-- END FROZEN: laws -->\n", ""));

    Run run = Run.in(home, "spec", "diff", file("A.md", A), broken);

    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("removed    laws (FROZEN)");
  }
}
