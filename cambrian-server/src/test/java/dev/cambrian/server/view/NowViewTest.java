package dev.cambrian.server.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.history.History;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.server.gateway.Gateway;
import dev.cambrian.server.gateway.GatewayListener;
import dev.cambrian.server.organism.Organism;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class NowViewTest {
  @TempDir private Path directory;

  private static NowView now(History history) {
    return NowView.of(history, 5, 3);
  }

  private static Alive alive(History history, Organism.State state, Gateway.Open... open) {
    return Alive.of(
        organism(state),
        new TokensUsed(history),
        Lineage.of(history),
        List.of(open),
        "one\ntwo\nthree\n".getBytes(StandardCharsets.UTF_8),
        2);
  }

  private static Organism organism(Organism.State state) {
    return new Organism(
        Grown.ORGANISM,
        1,
        state,
        "bubblewrap",
        "sha256:" + "a".repeat(64),
        "a-model",
        "a-model",
        5,
        3,
        2,
        10_000,
        60,
        Optional.empty(),
        Instant.EPOCH,
        Optional.empty());
  }

  @Test
  void an_empty_history_says_that_nothing_was_grown() {
    try (History history = History.inMemory()) {
      NowView now = now(history);

      assertThat(now.running()).isEmpty();
      assertThat(now.happenings()).isEmpty();
      assertThat(Headline.of(now, List.of())).isEqualTo("Nothing has been grown yet.");
    }
  }

  @Test
  void the_last_happenings_are_there_the_newest_last() {
    try (History history = History.inMemory()) {
      Grown grown = new Grown(history);
      Grown _ = grown.whole(1, 0, grown.spec("Echo"));

      assertThat(now(history).happenings())
          .extracting(Happening::what)
          .containsExactly("health ok in 0.50 s", "viable", "promoted");
      assertThat(Headline.of(now(history), List.of()))
          .isEqualTo("Nothing goes on. The last, generation 1, was promoted.");
    }
  }

  @Test
  void one_that_is_not_viable_does_not_wait_to_be_promoted() {
    try (History history = History.inMemory()) {
      Grown grown = new Grown(history);
      Grown _ =
          grown
              .started(1, 0, grown.spec("Echo"))
              .answered(1, "replay", 0)
              .sealed(1)
              .nonViable(1, Stage.BUILD, "the build failed");

      assertThat(Headline.of(now(history), List.of()))
          .isEqualTo(
              "Nothing goes on. The last, generation 1, is not viable and waits to be rolled back.");
    }
  }

  @Test
  void what_the_core_grows_is_told_with_its_step() {
    try (History history = History.inMemory()) {
      Grown grown = new Grown(history);
      Grown started = grown.started(1, 0, grown.spec("Echo"));
      assertThat(Headline.of(now(history), List.of()))
          .isEqualTo("Generation 1 is being grown: a model is asked for its code.");

      Grown _ = started.answered(1, "replay", 0).sealed(1).stage(1, Stage.MANIFEST, true, 3);

      assertThat(Headline.of(now(history), List.of()))
          .isEqualTo("Generation 1 is being grown: the rig is testing it (build).");
      assertThat(now(history).running().getFirst().specTitle()).contains("Echo");
    }
  }

  @Test
  void after_failed_tests_the_rig_goes_on_and_the_page_says_so() {
    try (History history = History.inMemory()) {
      Grown grown = new Grown(history);
      Grown _ =
          grown
              .started(1, 0, grown.spec("Echo"))
              .sealed(1)
              .stage(1, Stage.MANIFEST, true, 3)
              .stage(1, Stage.BUILD, true, 3)
              .stage(1, Stage.TEST, false, 3);

      assertThat(Headline.of(now(history), List.of())).contains("testing it (start)");
    }
  }

  @Test
  void an_organism_is_told_with_what_it_grows() {
    try (History history = History.inMemory()) {
      Grown grown = new Grown(history);
      String spec = grown.spec("Echo");
      Grown lives =
          grown.whole(1, 0, spec).lives(1, Grown.ORGANISM).answered(1, "replay", 0, Grown.ORGANISM);
      Gateway.Open open =
          new Gateway.Open(
              new GatewayListener.Call(Grown.ORGANISM, 1, "a-model", Purpose.GENERATE, 1),
              Instant.EPOCH);

      assertThat(headline(history, alive(history, Organism.State.BUILDING)))
          .isEqualTo("Generation 1 is being built, to run as an organism.");
      assertThat(headline(history, alive(history, Organism.State.RUNNING, open)))
          .isEqualTo(
              "Generation 1 runs as an organism and asks a model for the code of its offspring.");

      Grown _ =
          lives
              .started(2, 1, Grown.ORGANISM, spec, "a-model")
              .sealed(2)
              .stage(2, Stage.MANIFEST, true, 1);
      Alive alive = alive(history, Organism.State.RUNNING);

      assertThat(headline(history, alive))
          .isEqualTo(
              "Generation 1 runs as an organism and grows generation 2: the rig is testing it (build).");
      assertThat(alive.offspring()).extracting(it -> it.generation()).containsExactly(2);
      assertThat(alive.liveTokens()).isZero();
      assertThat(alive.replayedTokens()).isEqualTo(1_200);
      assertThat(alive.printed()).containsExactly("two", "three");
    }
  }

  @Test
  void what_an_organism_used_is_read_once_and_then_only_what_came_since() {
    try (History history = History.inMemory()) {
      Grown grown = new Grown(history);
      Grown _ = grown.whole(1, 0, grown.spec("Echo")).lives(1, Grown.ORGANISM);
      for (int i = 0; i < 1_100; i++) {
        Grown _ = grown.answered(1, i < 1_000 ? "anthropic" : "replay", 1, Grown.ORGANISM);
      }
      CountedReads counted = new CountedReads(history);
      TokensUsed used = new TokensUsed(counted.history());
      TokensUsed.Sum first = used.of(organism(Organism.State.RUNNING));
      assertThat(first.live()).isEqualTo(1_200_000);
      assertThat(first.replayed()).isEqualTo(120_000);
      assertThat(counted.events()).isEqualTo(1_101);

      Grown _ = grown.answered(1, "anthropic", 1, Grown.ORGANISM);

      assertThat(used.of(organism(Organism.State.RUNNING)).live()).isEqualTo(1_201_200);
      assertThat(counted.events()).isEqualTo(1);
      Grown _ = grown.answered(1, "anthropic", 1, Grown.CORE);
      assertThat(used.of(organism(Organism.State.RUNNING)).live()).isEqualTo(1_201_200);
    }
  }

  @Test
  void what_an_organism_took_is_told_as_everywhere_else() {
    try (History history = History.inMemory()) {
      Grown grown = new Grown(history);
      Grown _ = grown.whole(1, 0, grown.spec("Echo")).lives(1, Grown.ORGANISM);
      assertThat(alive(history, Organism.State.RUNNING).taken()).isEqualTo(Taken.NOTHING);

      Grown _ = grown.answeredUntold(1, Optional.of(Grown.ORGANISM));
      assertThat(alive(history, Organism.State.RUNNING).taken().brief()).isEqualTo("unknown");

      Grown _ = grown.answered(1, "anthropic", 2_000, Grown.ORGANISM);
      Alive alive = alive(history, Organism.State.RUNNING);
      assertThat(alive.taken().brief()).isEqualTo("at least 1,200");
      assertThat(alive.taken().money()).isEqualTo("$0.0020");
    }
  }

  private static String headline(History history, Alive alive) {
    return Headline.of(now(history), List.of(alive));
  }

  @Test
  void what_was_paid_for_and_what_was_replayed_are_summed_apart() {
    try (SqliteHistory history = History.open(directory.resolve("history.db"))) {
      Grown grown = new Grown(history);
      Grown _ =
          grown
              .whole(1, 0, grown.spec("Echo"))
              .answered(1, "replay", 0, Grown.ORGANISM)
              .answered(1, "anthropic", 500, Grown.ORGANISM);

      Spending ever = Spending.of(history, LocalDate.of(2000, 1, 1));
      Spending later = Spending.of(history, LocalDate.of(3000, 1, 1));

      assertThat(ever.today()).isEqualTo(ever.all());
      assertThat(ever.all().live()).isEqualTo(new Spending.Sum(2, 2_400, 0, 2_500, 0));
      assertThat(ever.all().replayed()).isEqualTo(new Spending.Sum(1, 1_200, 0, 0, 0));
      assertThat(later.today()).isEqualTo(Spending.NONE.today());
      assertThat(later.all()).isEqualTo(ever.all());
    }
  }
}
