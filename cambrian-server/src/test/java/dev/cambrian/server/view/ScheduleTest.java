package dev.cambrian.server.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class ScheduleTest {
  private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");

  private final List<RecordedEvent> events = new ArrayList<>();

  private void at(long millis, Event event) {
    int position = events.size() + 1;
    events.add(
        new RecordedEvent(
            position,
            new UUID(0, position),
            StreamId.generation(1),
            position,
            "a type",
            1,
            NOON.plusMillis(millis),
            new UUID(1, 1),
            Optional.empty(),
            event,
            ""));
  }

  private void finished(long millis, Stage stage, boolean passed, long took) {
    at(millis, new Event.StageFinished(1, "run", stage, passed, took));
  }

  private Schedule schedule() {
    return Schedule.of(events, List.of(), Timeline.of(events, List.of()), Optional.empty());
  }

  @Test
  void a_verification_that_began_again_is_drawn_with_the_one_before_it() {
    at(0, new Event.VerificationStarted(1, "run-1", "none"));
    finished(100, Stage.MANIFEST, true, 100);
    at(400, new Event.VerificationAborted(1, "run-1", FailureKind.DAEMON_GONE, "no daemon"));
    at(1000, new Event.VerificationStarted(1, "run-2", "none"));
    finished(1200, Stage.MANIFEST, true, 100);
    finished(2000, Stage.BUILD, false, 800);
    at(
        2000,
        new Event.VerdictGiven(
            1, "run-2", false, Optional.of(Stage.BUILD), "no", "sha256:" + "0".repeat(64)));

    Schedule schedule = schedule();

    assertThat(schedule.runs())
        .extracting(Schedule.Run::title)
        .containsExactly("Verification 1", "Verification 2");
    assertThat(schedule.runs().getFirst().remark())
        .contains("ended without a verdict, daemon-gone: no daemon");
    assertThat(schedule.whole()).isEqualTo(Duration.ofSeconds(2));
    Schedule.Step build = schedule.runs().getLast().steps().getLast();
    assertThat(build.state()).isEqualTo(Timeline.State.FAILED);
    assertThat(schedule.from(build)).isEqualTo(600);
    assertThat(schedule.length(build)).isEqualTo(396);
  }

  @Test
  void what_runs_reaches_to_the_end_and_leaves_room_for_what_it_needs() {
    at(0, new Event.VerificationStarted(1, "run-1", "none"));
    finished(100, Stage.MANIFEST, true, 100);
    finished(800, Stage.BUILD, true, 700);

    Schedule schedule = schedule();
    Schedule.Step running = schedule.runs().getLast().steps().getLast();

    assertThat(running.name()).isEqualTo("test");
    assertThat(running.state()).isEqualTo(Timeline.State.RUNNING);
    assertThat(running.took()).isEmpty();
    assertThat(schedule.from(running)).isBetween(700, 850);
    assertThat(schedule.from(running) + schedule.length(running)).isEqualTo(1000);
  }

  @Test
  void before_anything_has_ended_there_is_nothing_to_draw() {
    assertThat(schedule().isEmpty()).isTrue();
    assertThat(schedule().whole()).isPositive();
  }
}
