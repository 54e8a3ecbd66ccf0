package dev.cambrian.server.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.spec.Specs;
import dev.cambrian.server.docs.Page;
import dev.cambrian.server.terminal.ProgressDisplay;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class NarrationTest {
  @Test
  void the_step_that_is_under_way_is_told_to_whoever_asks() {
    Path genome = Page.ROOT.resolve("spec/CAMBRIAN-SPEC.md");
    Path last = Page.ROOT.resolve("spec/ECHO-SPEC.md");
    Plan plan = new Plan(Specs.read(genome), genome, Specs.read(last), last, 2);
    List<String> lines = new ArrayList<>();
    try (ProgressDisplay display = ProgressDisplay.ofProcess(true, lines::add);
        Narration narration = new Narration(display)) {
      assertThat(narration.occasion()).isEmpty();

      narration.step(plan, 1, Optional.empty());
      assertThat(narration.occasion())
          .contains("A reproduction runs, step 1 of 2: the core grows from CAMBRIAN-SPEC.md.");

      narration.step(plan, 2, Optional.of(1));
      assertThat(narration.occasion())
          .contains("A reproduction runs, step 2 of 2: generation 1 grows from ECHO-SPEC.md.");
    }
    assertThat(lines).anyMatch(it -> it.contains("\"step\":2"));
  }
}
