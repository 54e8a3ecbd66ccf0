package dev.cambrian.server.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport.CanaryCheck;
import dev.cambrian.server.cli.GrownHome;
import dev.cambrian.server.view.CheckList.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of a growth whose first generation failed and whose second, a retry, was promoted. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class GenerationStoryTest {
  @TempDir Path directory;
  private Optional<SqliteHistory> opened = Optional.empty();

  @BeforeEach
  void grow() {
    opened = Optional.of(History.open(GrownHome.at(directory).history()));
  }

  @AfterEach
  void close() {
    opened.orElseThrow().close();
  }

  private GenerationStory story(int generation) {
    return GenerationStory.of(opened.orElseThrow(), CodeSource.NONE, generation).orElseThrow();
  }

  @Test
  void one_sentence_says_how_it_stands() {
    assertThat(story(1).sentence())
        .isEqualTo(
            "Generation 1 failed at test: 1 of 2 tests failed; beyond it 1 of 1 spec vector failed");
    assertThat(story(2).sentence())
        .isEqualTo(
            "Generation 2 is viable and was promoted: 2 tests, 1 contract and 1 spec vector passed");
  }

  @Test
  void there_is_none_of_an_unknown_generation() {
    assertThat(GenerationStory.of(opened.orElseThrow(), CodeSource.NONE, 3)).isEmpty();
  }

  @Test
  void every_check_has_its_result() {
    CheckList checks = story(1).checks();

    assertThat(checks.groups())
        .extracting(CheckList.Group::title)
        .containsExactly("Stages", "Contracts", "Spec vectors");
    assertThat(checks.groups().getFirst().checks())
        .extracting(it -> it.name() + " " + it.result())
        .containsExactly(
            "manifest PASSED", "build PASSED", "test FAILED", "start PASSED", "health FAILED");
    assertThat(checks.groups().getLast().checks())
        .containsExactly(
            new CheckList.Check(
                "adds", Result.FAILED, Optional.of(Duration.ofMillis(5)), "status is 500"));
    assertThat(checks.groups())
        .extracting(it -> it.count(Result.FAILED))
        .containsExactly(2L, 0L, 1L);
  }

  @Test
  void answers_and_stages_are_drawn_in_their_order_and_within_the_whole() {
    Schedule schedule = story(1).schedule();

    assertThat(schedule.runs())
        .extracting(Schedule.Run::title)
        .containsExactly("The model", "Verification");
    assertThat(schedule.runs().getFirst().steps())
        .extracting(Schedule.Step::name)
        .containsExactly("generate 1");
    for (Schedule.Run run : schedule.runs()) {
      for (Schedule.Step step : run.steps()) {
        assertThat(schedule.from(step)).isBetween(0, 999);
        assertThat(schedule.length(step)).isPositive();
        assertThat(schedule.from(step) + schedule.length(step)).isLessThanOrEqualTo(1000);
      }
    }
  }

  @Test
  void an_answer_that_was_there_sooner_than_it_took_is_shown_as_shortened() {
    Schedule.Step answer = story(1).schedule().runs().getFirst().steps().getFirst();

    assertThat(answer.took()).contains(Duration.ofMillis(1_200));
    assertThat(answer.shortened()).isTrue();
  }

  @Test
  void an_exchange_is_live_where_a_model_answered() {
    assertThat(story(2).exchanges()).hasSize(1).allMatch(it -> !it.replayed());
  }

  @Test
  void a_generation_of_the_core_has_fitness_but_no_parent_to_compare_with() {
    FitnessTable fitness = story(1).fitness();

    assertThat(fitness.parent()).isEmpty();
    assertThat(fitness.rows())
        .containsExactly(new Figure("test_rate", OptionalDouble.empty(), OptionalDouble.of(0.5)));
  }

  @Test
  void the_canary_stands_between_the_tests_and_the_end_of_their_stage() {
    GenerationDetail detail = story(2).detail();
    List<RecordedEvent> events = new ArrayList<>(detail.events());
    RecordedEvent build =
        events.stream()
            .filter(it -> it.event() instanceof Event.StageFinished)
            .findFirst()
            .orElseThrow();
    events.add(events.indexOf(build) + 1, tested(build, 50));

    Schedule schedule =
        Schedule.of(
            events,
            List.of(),
            story(2).timeline(),
            Optional.of(new CanaryCheck(true, 30, Optional.empty())));

    List<Schedule.Step> steps = schedule.runs().getLast().steps();
    assertThat(steps)
        .extracting(Schedule.Step::name)
        .containsSubsequence("build", "test", "canary", "start");
    Schedule.Step test = steps.get(steps.size() - 3);
    Schedule.Step canary = steps.get(steps.size() - 2);
    assertThat(test.passed()).contains(Duration.ofMillis(50));
    assertThat(canary.begin()).isEqualTo(test.begin().plusMillis(50));
    assertThat(canary.passed()).contains(Duration.ofMillis(30));
  }

  /** A test stage in the place of another stage's event. */
  private static RecordedEvent tested(RecordedEvent like, long millis) {
    return new RecordedEvent(
        like.position(),
        like.eventId(),
        like.stream(),
        like.version(),
        like.type(),
        like.schemaVersion(),
        like.recordedAt().plusMillis(80),
        like.correlationId(),
        like.causationId(),
        new Event.StageFinished(2, "run", Stage.TEST, true, millis),
        like.digest());
  }
}
