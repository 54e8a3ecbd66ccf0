package dev.cambrian.server.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.Blob;
import dev.cambrian.core.history.Blobs;
import dev.cambrian.core.history.EventStore.Causation;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.WriteCondition;
import dev.cambrian.core.llm.LlmAnswer.StopReason;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.verdict.FailureKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class AncestryTest {
  private static final UUID CORE = UUID.randomUUID();
  private static final UUID FIRST = UUID.randomUUID();
  private static final UUID SECOND = UUID.randomUUID();
  private static final String GENOME = "sha256:" + "a".repeat(64);
  private static final String OTHER = "sha256:" + "b".repeat(64);
  private static final byte[] TEXT = "text".getBytes(UTF_8);

  private final History history = History.inMemory();

  @Test
  void what_the_core_asked_for_a_generation_counts_for_what_grows_from_the_same_spec() {
    started(1, 0, GENOME, CORE, Optional.empty());
    core(1, Purpose.GENERATE, 1);

    assertThat(Ancestry.answered(history, 1, GENOME)).containsExactly(generate(1));
    assertThat(Ancestry.answered(history, 1, OTHER)).isEmpty();
  }

  @Test
  void what_its_parent_asked_before_it_counts_and_what_comes_later_or_is_anothers_does_not() {
    started(1, 0, GENOME, CORE, Optional.empty());
    core(1, Purpose.GENERATE, 1);
    organism(1, SECOND, Purpose.GENERATE, 7);
    organism(1, FIRST, Purpose.GENERATE, 2);
    organism(1, FIRST, Purpose.RETRY, 1);
    started(2, 1, GENOME, FIRST, Optional.empty());
    organism(1, FIRST, Purpose.GENERATE, 3);

    assertThat(Ancestry.answered(history, 2, GENOME))
        .containsExactlyInAnyOrder(generate(1), generate(2), new NextRequest(Purpose.RETRY, 1));
    assertThat(next(2)).isEqualTo(generate(3));
    assertThat(next(1)).isEqualTo(generate(2));
  }

  @Test
  void an_ancestor_of_another_spec_does_not_count_but_those_before_it_do() {
    started(1, 0, GENOME, CORE, Optional.empty());
    core(1, Purpose.GENERATE, 1);
    organism(1, FIRST, Purpose.GENERATE, 9);
    started(2, 1, OTHER, FIRST, Optional.empty());
    organism(2, SECOND, Purpose.GENERATE, 2);
    started(3, 2, GENOME, SECOND, Optional.empty());

    assertThat(Ancestry.answered(history, 3, GENOME))
        .containsExactlyInAnyOrder(generate(1), generate(2));
    assertThat(Ancestry.answered(history, 3, OTHER)).containsExactly(generate(9));
  }

  @Test
  void the_failed_generations_that_one_retries_count_too() {
    started(1, 0, GENOME, CORE, Optional.empty());
    core(1, Purpose.GENERATE, 1);
    append(1, CORE, new Event.GenerationRolledBack(1, FailureKind.NON_VIABLE, "failed"));
    started(2, 0, GENOME, CORE, Optional.of(1));
    core(2, Purpose.RETRY, 1);

    assertThat(Ancestry.answered(history, 2, GENOME))
        .containsExactlyInAnyOrder(generate(1), new NextRequest(Purpose.RETRY, 1));
  }

  private NextRequest next(int generation) {
    return OrganismPast.initial(SECOND, generation, Ancestry.answered(history, generation, GENOME))
        .next(List.of());
  }

  private static NextRequest generate(int ordinal) {
    return new NextRequest(Purpose.GENERATE, ordinal);
  }

  private void started(
      int generation, int parent, String spec, UUID correlation, Optional<Integer> retryOf) {
    append(
        generation,
        correlation,
        new Event.GenerationStarted(
            generation,
            parent,
            spec,
            retryOf.isPresent() ? 2 : 1,
            retryOf,
            1,
            "m",
            Optional.empty()));
  }

  private void append(int generation, UUID correlation, Event event) {
    history.append(
        StreamId.generation(generation),
        WriteCondition.any(),
        Causation.of(correlation),
        List.of(event));
  }

  private void core(int generation, Purpose purpose, int ordinal) {
    answered(StreamId.generation(generation), generation, purpose, ordinal, Optional.empty());
  }

  private void organism(int generation, UUID id, Purpose purpose, int ordinal) {
    answered(
        StreamId.organism(generation), generation, purpose, ordinal, Optional.of(id.toString()));
  }

  private void answered(
      StreamId stream, int generation, Purpose purpose, int ordinal, Optional<String> organismId) {
    String blob = Blobs.hashOf(TEXT);
    history.append(
        stream,
        WriteCondition.any(),
        Causation.of(organismId.map(UUID::fromString).orElse(CORE)),
        List.of(
            new Event.LlmAnswered(
                generation,
                purpose,
                ordinal,
                "replay",
                "m",
                "m",
                StopReason.COMPLETE,
                TokenUsage.of(1, 1),
                true,
                OptionalLong.of(0),
                Duration.ZERO,
                blob,
                blob,
                organismId)),
        List.of(Blob.of(TEXT)));
  }
}
