package dev.cambrian.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.history.History;
import dev.cambrian.server.organism.Organism;
import dev.cambrian.server.view.Alive;
import dev.cambrian.server.view.Grown;
import dev.cambrian.server.view.Lineage;
import dev.cambrian.server.view.TokensUsed;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What an organism's card says of its tokens and its cost. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class OrganismCardTest {
  private final History history = History.inMemory();
  private final Grown grown = new Grown(history);

  @BeforeEach
  void live() {
    Grown _ = grown.whole(1, 0, grown.spec("Echo")).lives(1, Grown.ORGANISM);
  }

  @AfterEach
  void close() {
    history.close();
  }

  private String card(long tokenBudget) {
    Organism organism =
        new Organism(
            Grown.ORGANISM,
            1,
            Organism.State.RUNNING,
            "bubblewrap",
            "sha256:" + "a".repeat(64),
            "a-model",
            "a-model",
            5,
            3,
            2,
            tokenBudget,
            60,
            Optional.empty(),
            Instant.EPOCH,
            Optional.empty());
    Alive alive =
        Alive.of(organism, new TokensUsed(history), Lineage.of(history), List.of(), new byte[0], 8);
    return Templates.render("noworganism.jte", Map.of("it", alive)).replaceAll("<[^>]*>", "");
  }

  @Test
  void tokens_that_no_answer_told_are_unknown_and_no_zero() {
    Grown _ = grown.answeredUntold(1, Optional.of(Grown.ORGANISM));

    assertThat(card(0)).contains("tokens unknown (no limit)", "cost $0").doesNotContain("tokens 0");
  }

  @Test
  void live_ones_are_held_against_the_budget_and_replayed_ones_named() {
    Grown _ =
        grown
            .answered(1, "anthropic", 2_000, Grown.ORGANISM)
            .answered(1, "replay", 0, Grown.ORGANISM)
            .answered(1, "replay", 0, Grown.ORGANISM);

    assertThat(card(10_000))
        .contains("tokens 3,600, 2,400 of them replayed, of its budget 1,200 of 10,000")
        .contains("cost $0.0020");
  }
}
