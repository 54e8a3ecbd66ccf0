package dev.cambrian.server.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.history.History;
import dev.cambrian.core.verdict.Stage;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class LiveNowTest {
  private static final int ENTRIES = 5;
  private static final int EVENTS = 7;

  private static void assertSame(LiveNow live, History history) {
    NowView now = live.now();
    assertThat(PlainNow.told(now, history))
        .usingRecursiveComparison()
        .isEqualTo(PlainNow.of(history, ENTRIES, EVENTS));
    assertThat(now).usingRecursiveComparison().isEqualTo(NowView.of(history, ENTRIES, EVENTS));
  }

  @Test
  void while_the_tests_run_their_canary_is_told_and_how_it_ended_with_the_verdict() {
    try (History history = History.inMemory()) {
      LiveNow live = new LiveNow(history, ENTRIES, EVENTS);
      Grown grown = new Grown(history);
      grown.started(1, 0, grown.spec("Echo")).answered(1, "anthropic", 2_000).sealed(1);
      grown.stage(1, Stage.MANIFEST, true, 10);
      grown.stage(1, Stage.BUILD, true, 10);

      assertThat(Headline.of(live.now(), List.of())).contains("(test and its canary)");

      grown.tried(1, 4_200);
      assertThat(live.now().happenings())
          .extracting(Happening::sentence)
          .contains("generation 1: canary ok in 4.20 s; viable");
      assertSame(live, history);
    }
  }

  @Test
  void after_each_step_it_tells_what_reading_everything_tells() {
    try (History history = History.inMemory()) {
      LiveNow live = new LiveNow(history, ENTRIES, EVENTS);
      Grown grown = new Grown(history);
      assertSame(live, history);
      String spec = grown.spec("Echo");
      List<Consumer<Grown>> steps =
          List.of(
              it -> it.started(1, 0, spec),
              it -> it.answered(1, "anthropic", 2_000),
              it -> it.started(2, 0, spec),
              it -> it.sealed(1),
              it -> it.viable(1),
              it -> it.answered(2, "replay", 0).sealed(2),
              it -> it.nonViable(2, Stage.BUILD, "the build failed"),
              it -> it.whole(3, 1, spec),
              it -> it.lives(1, Grown.ORGANISM),
              it -> it.answered(1, "anthropic", 100, Grown.ORGANISM),
              it -> it.started(4, 1, Grown.ORGANISM, spec, "a-model"),
              it -> it.sealed(4).failed(4, Stage.TEST, "a test failed"),
              it -> it.answered(1, "anthropic", 100, Grown.ORGANISM),
              it -> it.started(5, 4, spec).answered(5, "replay", 0).sealed(5).promoted(5),
              it -> it.started(6, 5, grown.spec("Another")),
              it -> it.whole(7, 3, spec).whole(8, 7, spec));
      for (Consumer<Grown> step : steps) {
        step.accept(grown);
        assertSame(live, history);
        assertSame(live, history);
      }
      assertThat(live.now().running())
          .extracting(it -> it.record().generation())
          .containsExactly(6);
    }
  }

  @Test
  void after_very_many_events_it_tells_what_reading_everything_tells() {
    try (History history = History.inMemory()) {
      LiveNow live = new LiveNow(history, ENTRIES, EVENTS);
      Grown grown = new Grown(history);
      String spec = grown.spec("Echo");
      Grown _ = grown.started(1, 0, spec);
      assertSame(live, history);
      IntStream.range(2, 70).forEach(it -> grown.whole(it, 1, spec));
      Grown _ = grown.started(70, 1, spec);

      assertSame(live, history);
      assertThat(live.now().running())
          .extracting(it -> it.record().generation())
          .containsExactly(1, 70);
    }
  }

  @Test
  void of_very_many_that_run_it_tells_the_oldest_and_forgets_none_that_follow() {
    try (History history = History.inMemory()) {
      LiveNow live = new LiveNow(history, ENTRIES, EVENTS);
      Grown grown = new Grown(history);
      String spec = grown.spec("Echo");
      IntStream.range(1, 56).forEach(it -> grown.started(it, 0, spec));
      assertSame(live, history);

      IntStream.range(1, 11).forEach(it -> grown.sealed(it).promoted(it));

      assertSame(live, history);
      assertThat(live.now().running()).hasSize(45);
    }
  }
}
