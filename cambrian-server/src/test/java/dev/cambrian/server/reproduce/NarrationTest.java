package dev.cambrian.server.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.spec.Specs;
import dev.cambrian.server.api.Conclusion;
import dev.cambrian.server.docs.Page;
import dev.cambrian.server.terminal.ProgressDisplay;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class NarrationTest {
  private static final Duration TIME = Duration.ofSeconds(5);

  private static Link link(Plan plan, int number, boolean lives) {
    return new Link(
        number,
        plan.spec(number),
        Optional.empty(),
        List.of(number),
        Optional.of(number).filter(_ -> lives),
        Optional.of(new Link.Failure(Link.Fault.CANDIDATE, "it grew nothing")).filter(_ -> !lives),
        new Link.Times(TIME, TIME, TIME, TIME, TIME),
        List.of());
  }

  @Test
  void what_no_part_of_a_step_took_is_the_rest_of_the_whole() {
    Duration whole = Duration.ofSeconds(64);

    assertThat(new Link.Times(whole, TIME, TIME, TIME.multipliedBy(9), TIME).other())
        .isEqualTo(Duration.ofSeconds(9));
    assertThat(new Link.Times(whole, whole, TIME, TIME, TIME).other()).isZero();
  }

  @Test
  void the_step_that_is_under_way_is_told_to_whoever_asks() {
    Path genome = Page.ROOT.resolve("spec/CAMBRIAN-SPEC.md");
    Path last = Page.ROOT.resolve("spec/ECHO-SPEC.md");
    Plan plan = new Plan(Specs.read(genome), genome, Specs.read(last), last, 2);
    List<String> lines = new ArrayList<>();
    try (ProgressDisplay display = ProgressDisplay.ofProcess(true, lines::add);
        Narration narration = new Narration(display)) {
      assertThat(narration.occasion()).isEmpty();
      assertThat(narration.conclusion()).isEmpty();

      narration.step(plan, 1, Optional.empty());
      assertThat(narration.occasion())
          .contains("A reproduction runs, step 1 of 2: the core grows from CAMBRIAN-SPEC.md.");

      narration.step(plan, 2, Optional.of(1));
      assertThat(narration.occasion())
          .contains("A reproduction runs, step 2 of 2: generation 1 grows from ECHO-SPEC.md.");

      narration.over(new Chain(plan, List.of(link(plan, 1, true), link(plan, 2, true)), TIME));
      assertThat(narration.conclusion())
          .contains(
              new Conclusion(true, "The reproduction is complete: 2 generations, the last is 2."));

      narration.over(new Chain(plan, List.of(link(plan, 1, true), link(plan, 2, false)), TIME));
      assertThat(narration.conclusion())
          .contains(
              new Conclusion(false, "The reproduction failed in step 2 of 2: it grew nothing."));

      narration.over(new Chain(plan, List.of(link(plan, 1, false)), TIME));
      assertThat(narration.conclusion())
          .as("nothing was promoted at all")
          .contains(
              new Conclusion(false, "The reproduction failed in step 1 of 2: it grew nothing."));
    }
    assertThat(lines).anyMatch(it -> it.contains("\"step\":2"));
  }
}
