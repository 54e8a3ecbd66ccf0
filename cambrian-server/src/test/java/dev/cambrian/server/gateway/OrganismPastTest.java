package dev.cambrian.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.EventCodec;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.llm.LlmAnswer.StopReason;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class OrganismPastTest {
  private static final UUID SELF = UUID.randomUUID();
  private static final UUID OTHER = UUID.randomUUID();
  private static final String HASH = "sha256:" + "a".repeat(64);

  private OrganismPast past = OrganismPast.initial(SELF, 3, Set.of());

  @Test
  void the_first_request_is_generate() {
    assertThat(next()).isEqualTo(new NextRequest(Purpose.GENERATE, 1));
  }

  @Test
  void a_request_without_a_spawn_since_the_last_answer_is_repair() {
    answered(SELF);
    assertThat(next()).isEqualTo(new NextRequest(Purpose.REPAIR, 1));

    answered(SELF);
    assertThat(next()).isEqualTo(new NextRequest(Purpose.REPAIR, 2));
  }

  @Test
  void a_request_after_an_offspring_that_failed_is_retry() {
    answered(SELF);
    spawned(SELF, 4, 3);
    happened(SELF, new Event.GenerationRolledBack(4, FailureKind.NON_VIABLE, "tests failed"));
    assertThat(next()).isEqualTo(new NextRequest(Purpose.RETRY, 1));

    answered(SELF);
    assertThat(next()).isEqualTo(new NextRequest(Purpose.REPAIR, 1));
    answered(SELF);
    spawned(SELF, 5, 3);
    happened(
        SELF, new Event.VerdictGiven(5, "run", false, Optional.of(Stage.TEST), "failed", HASH));
    assertThat(next()).isEqualTo(new NextRequest(Purpose.RETRY, 2));
  }

  @Test
  void a_request_after_a_promoted_offspring_is_generate() {
    answered(SELF);
    spawned(SELF, 4, 3);
    happened(SELF, new Event.GenerationRolledBack(4, FailureKind.NON_VIABLE, "tests failed"));
    answered(SELF);
    spawned(SELF, 5, 3);
    happened(SELF, new Event.GenerationPromoted(5, HASH));

    assertThat(next()).isEqualTo(new NextRequest(Purpose.GENERATE, 2));
  }

  @Test
  void what_others_asked_and_grew_plays_no_part() {
    answered(OTHER);
    assertThat(next()).isEqualTo(new NextRequest(Purpose.GENERATE, 1));

    answered(SELF);
    spawned(OTHER, 4, 3);
    spawned(SELF, 5, 2);
    happened(OTHER, new Event.GenerationRolledBack(4, FailureKind.NON_VIABLE, "tests failed"));
    assertThat(next()).isEqualTo(new NextRequest(Purpose.REPAIR, 1));
    assertThat(past.tokens()).isEqualTo(15);
  }

  @Test
  void a_request_that_is_under_way_has_its_ordinal_and_one_that_failed_gives_it_back() {
    Set<NextRequest> first = Set.of(new NextRequest(Purpose.GENERATE, 1));

    assertThat(past.next(first)).isEqualTo(new NextRequest(Purpose.GENERATE, 2));
    assertThat(past.next(Set.of(new NextRequest(Purpose.GENERATE, 2))))
        .isEqualTo(new NextRequest(Purpose.GENERATE, 1));
  }

  @Test
  void replayed_answers_use_nothing() {
    past = past.evolve(recorded(SELF, answer(SELF, past.next(List.of()), "replay")));

    assertThat(past.tokens()).isZero();
    answered(SELF);
    assertThat(past.tokens()).isEqualTo(15);
    assertThat(past.microUsd()).isEqualTo(7);
  }

  private NextRequest next() {
    return past.next(List.of());
  }

  private void answered(UUID organism) {
    past = past.evolve(recorded(organism, answer(organism, next(), "anthropic")));
  }

  private void spawned(UUID correlation, int generation, int parent) {
    happened(
        correlation,
        new Event.GenerationStarted(
            generation, parent, HASH, 1, Optional.empty(), 1, "m", Optional.empty()));
  }

  private void happened(UUID correlation, Event event) {
    past = past.evolve(recorded(correlation, event));
  }

  private static Event answer(UUID organism, NextRequest next, String provider) {
    return new Event.LlmAnswered(
        3,
        next.purpose(),
        next.ordinal(),
        provider,
        "m",
        "m",
        StopReason.COMPLETE,
        TokenUsage.of(10, 5),
        true,
        OptionalLong.of(7),
        Duration.ZERO,
        HASH,
        HASH,
        Optional.of(organism.toString()));
  }

  private static RecordedEvent recorded(UUID correlation, Event event) {
    return new RecordedEvent(
        1,
        UUID.randomUUID(),
        StreamId.of(event),
        1,
        EventCodec.typeOf(event),
        1,
        Instant.EPOCH,
        correlation,
        Optional.empty(),
        event,
        "");
  }
}
