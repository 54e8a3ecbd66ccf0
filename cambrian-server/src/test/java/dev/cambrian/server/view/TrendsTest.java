package dev.cambrian.server.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.evolution.BetaPosterior;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.server.view.Trends.Filter;
import dev.cambrian.server.view.Trends.Window;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class TrendsTest {
  @TempDir private Path directory;
  private SqliteHistory history;
  private Grown grown;
  private String spec = "";

  @BeforeEach
  void open() {
    history = History.open(directory.resolve("history.db"));
    grown = new Grown(history);
    spec = grown.spec("Echo");
  }

  @AfterEach
  void close() {
    history.close();
  }

  private Trends all() {
    return trends(Optional.empty(), Optional.empty());
  }

  private Trends trends(Optional<String> specHash, Optional<String> model) {
    return Trends.of(history, new Filter(specHash, model, Window.ALL));
  }

  private void rolledBack(int generation, FailureKind kind) {
    Grown _ =
        grown
            .started(generation, 0, spec)
            .append(
                StreamId.generation(generation),
                Grown.CORE,
                new Event.GenerationRolledBack(generation, kind, "why"));
  }

  @Test
  void what_the_machine_is_to_blame_for_and_what_goes_on_counts_for_no_rate() {
    Grown _ = grown.whole(1, 0, spec);
    Grown _ = grown.started(2, 0, spec).sealed(2).failed(2, Stage.TEST, "no");
    rolledBack(3, FailureKind.UNREADABLE_ANSWER);
    rolledBack(4, FailureKind.DAEMON_GONE);
    Grown _ = grown.started(5, 0, spec);

    Trends trends = all();

    assertThat(trends.generations()).isEqualTo(4);
    assertThat(trends.rate()).isEqualTo(new BetaPosterior(1, 3));
    assertThat(trends.bins()).hasSize(1);
    assertThat(trends.bins().getFirst().failures()).isEqualTo(Map.of("test", 1, Trends.ANSWER, 1));
  }

  @Test
  void it_is_told_by_spec_and_by_model_and_filtered_by_both() {
    String hostile = "x' OR '1'='1";
    String other = grown.spec("Other");
    Grown _ = grown.whole(1, 0, spec).whole(2, 0, spec);
    Grown _ = grown.started(3, 0, Grown.CORE, other, hostile).sealed(3).failed(3, Stage.TEST, "no");

    assertThat(all().specs())
        .containsExactly(
            new Trends.Group(spec, new BetaPosterior(2, 2), 1),
            new Trends.Group(other, new BetaPosterior(0, 1), 1));
    assertThat(trends(Optional.of(other), Optional.empty()).rate())
        .isEqualTo(new BetaPosterior(0, 1));
    assertThat(trends(Optional.empty(), Optional.of("a-model")).generations()).isEqualTo(3);
    assertThat(trends(Optional.empty(), Optional.of(hostile)).generations()).isZero();
    assertThat(Trends.choices(history).specs()).containsExactly(other, spec);
  }

  @Test
  void a_rate_of_several_specs_together_is_known_as_one_that_cannot_be_expected() {
    String mutant = grown.spec("Echo, mutant");
    Grown _ = grown.whole(1, 0, spec).whole(2, 0, mutant);
    Grown _ = grown.started(3, 0, mutant).sealed(3).failed(3, Stage.TEST, "no");

    assertThat(all().ofSeveralSpecs()).isTrue();
    assertThat(all().countingSpecs()).isEqualTo(2);
    assertThat(all().bins().getFirst().specs()).isEqualTo(2);
    assertThat(all().models())
        .containsExactly(new Trends.Group("a-model", new BetaPosterior(2, 3), 2));
    assertThat(all().models().getFirst().ofSeveralSpecs()).isTrue();
    assertThat(all().specs()).noneMatch(Trends.Group::ofSeveralSpecs);
    assertThat(trends(Optional.of(mutant), Optional.empty()).ofSeveralSpecs()).isFalse();
  }

  @Test
  void a_spec_of_which_nothing_counts_makes_them_no_several() {
    Grown _ = grown.whole(1, 0, spec);
    Grown _ =
        grown
            .started(2, 0, grown.spec("Other"))
            .append(
                StreamId.generation(2),
                Grown.CORE,
                new Event.GenerationRolledBack(2, FailureKind.DAEMON_GONE, "why"));

    assertThat(all().specs()).hasSize(2);
    assertThat(all().ofSeveralSpecs()).isFalse();
    assertThat(all().bins().getFirst().specs()).isEqualTo(1);
  }

  @Test
  void the_window_takes_the_latest() {
    for (int generation = 1; generation <= 60; generation++) {
      rolledBack(generation, FailureKind.UNREADABLE_ANSWER);
    }

    Trends trends =
        Trends.of(history, new Filter(Optional.empty(), Optional.empty(), Window.LAST_50));

    assertThat(trends.generations()).isEqualTo(50);
    assertThat(trends.bins().getFirst().first()).isEqualTo(11);
    assertThat(trends.bins().getLast().last()).isEqualTo(60);
    assertThat(trends.bins()).hasSize(16);
    assertThat(trends.bins().stream().mapToInt(Trends.Bin::generations).sum()).isEqualTo(50);
  }

  @Test
  void tokens_and_cost_are_of_the_answers_that_led_to_it() {
    Grown _ =
        grown
            .whole(1, 0, spec)
            .lives(1, Grown.ORGANISM)
            .answered(1, "replay", 0, Grown.ORGANISM)
            .answered(1, "anthropic", 4_000, Grown.ORGANISM)
            .started(2, 1, Grown.ORGANISM, spec, "a-model")
            .sealed(2)
            .promoted(2);

    Trends.Bin bin = all().bins().getFirst();

    // 1,200 live each, and 1,200 replayed for the second.
    assertThat(bin.liveTokens()).isEqualTo(1_200);
    assertThat(bin.replayedTokens()).isEqualTo(600);
    assertThat(bin.priced()).isEqualTo(2);
    assertThat(bin.microUsd()).isEqualTo(3_000);
  }

  @Test
  void generations_with_unknown_tokens_are_not_in_the_mean() {
    Grown _ = grown.whole(1, 0, spec);
    rolledBack(2, FailureKind.DAEMON_GONE);

    Trends.Bin bin = all().bins().getFirst();

    assertThat(bin.generations()).isEqualTo(2);
    assertThat(bin.told()).isEqualTo(1);
    assertThat(bin.liveTokens()).isEqualTo(1_200);
  }

  @Test
  void an_offspring_before_the_window_keeps_its_answers() {
    Grown _ =
        grown
            .whole(1, 0, spec)
            .lives(1, Grown.ORGANISM)
            .answered(1, "anthropic", 4_000, Grown.ORGANISM)
            .started(2, 1, Grown.ORGANISM, spec, "a-model")
            .sealed(2)
            .promoted(2);
    for (int generation = 3; generation <= 51; generation++) {
      rolledBack(generation, FailureKind.DAEMON_GONE);
    }
    Grown _ =
        grown
            .answered(1, "replay", 0, Grown.ORGANISM)
            .started(52, 1, Grown.ORGANISM, spec, "a-model")
            .sealed(52)
            .promoted(52);

    Trends.Bin last =
        Trends.of(history, new Filter(Optional.empty(), Optional.empty(), Window.LAST_50))
            .bins()
            .getLast();

    assertThat(last.told()).isEqualTo(1);
    assertThat(last.liveTokens()).isZero();
    assertThat(last.replayedTokens()).isEqualTo(1_200);
  }

  @Test
  void durations_have_their_median_and_their_middle_half() {
    assertThat(Trends.Spread.of(millis(4, 1, 3, 2)))
        .isEqualTo(new Trends.Spread(4, 1.75, 2.5, 3.25));
    assertThat(Trends.Spread.of(millis(7))).isEqualTo(new Trends.Spread(1, 7, 7, 7));
    Grown _ = grown.whole(1, 0, spec);
    assertThat(all().bins().getFirst().stages())
        .containsEntry(Stage.BUILD, new Trends.Spread(1, 200, 200, 200));
  }

  @Test
  void the_canary_has_durations_of_its_own_where_it_ran() {
    Grown _ = grown.started(1, 0, spec).sealed(1).tried(1, 900);
    Grown _ = grown.started(2, 0, spec).sealed(2).tried(2, 300);
    Grown _ = grown.whole(3, 0, spec);

    Trends.Bin bin = all().bins().getFirst();

    assertThat(bin.canary()).contains(new Trends.Spread(2, 450, 600, 750));
    assertThat(bin.stages().keySet()).containsExactlyInAnyOrder(Stage.values());
    assertThat(bin.stages()).containsEntry(Stage.TEST, new Trends.Spread(3, 300, 300, 300));
  }

  private static List<Duration> millis(long... millis) {
    return LongStream.of(millis).mapToObj(Duration::ofMillis).toList();
  }

  @Test
  void without_a_generation_there_is_nothing() {
    assertThat(all().bins()).isEmpty();
    assertThat(all().rate()).isEqualTo(new BetaPosterior(0, 0));
  }
}
