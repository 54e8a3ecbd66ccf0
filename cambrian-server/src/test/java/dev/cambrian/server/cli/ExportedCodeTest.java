package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.json.Json;
import dev.cambrian.server.docs.Page;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** An export holds no code, which its answers give: whoever wants some is told so. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class ExportedCodeTest {
  private static final Path SIGNED = Page.ROOT.resolve("spec/campaigns/signed/campaign");
  private static final String REBUILT =
      "an export holds no code of generation 14; 'cambrian replay 14 --output DIR' rebuilds it from the recorded answers";

  @Test
  void every_command_that_needs_it_says_how_to_have_it() {
    for (String[] command :
        new String[][] {
          {"checkout", "14", "nowhere"},
          {"diff", "14", "16"},
          {"examine", "14", "--llm", "manual", "--model", "m"},
          {"redteam", "14", "--llm", "manual", "--model", "m"}
        }) {
      Run run = Run.in(SIGNED, command);

      assertThat(run.err()).as(command[0]).contains(REBUILT);
      assertThat(run.exit()).isEqualTo(2);
    }
  }

  @Test
  void the_offspring_of_one_node_are_compared_where_its_spec_is_named() {
    Run run = Run.in(SIGNED, "spec", "ambiguity", SIGNED + "/specs/002.md", "--json");

    assertThat(run.err()).isEmpty();
    assertThat(Json.parse(run.out().strip()).get("offspring")).hasSize(3);
  }

  @Test
  void an_export_cannot_grow_more() {
    assertThat(Run.in(SIGNED, "spec", "ambiguity", SIGNED + "/specs/000.md").err())
        .contains("000.md has no viable offspring here")
        .contains("an export grows no more, so name another specification")
        .doesNotContain("left out");
  }

  @Test
  void trials_of_several_specs_are_refused_with_the_way_to_those_of_one() {
    String spec = SIGNED + "/specs/002.md";

    Run run = Run.in(SIGNED, "spec", "ambiguity", spec, "--trials", SIGNED + "/trials");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .contains("holds the trials of campaign signed, not all of which answer 002.md")
        .contains(
            "'cambrian spec ambiguity %s --home %s' takes those that do".formatted(spec, SIGNED));
  }
}
