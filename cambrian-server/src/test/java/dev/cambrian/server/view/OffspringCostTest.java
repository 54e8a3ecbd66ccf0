package dev.cambrian.server.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.Blob;
import dev.cambrian.core.history.EventStore.Causation;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.WriteCondition;
import dev.cambrian.core.llm.LlmAnswer.StopReason;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.llm.TokenUsage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An offspring costs what the answers cost that its organism got for it. */
final class OffspringCostTest {
  private static final UUID CORE = new UUID(1, 1);
  private static final UUID ORGANISM = new UUID(2, 2);
  private static final UUID OTHER_ORGANISM = new UUID(3, 3);
  private static final Blob TEXT = Blob.of(new byte[] {'x'});
  private static final OptionalLong UNKNOWN = OptionalLong.empty();

  private final History history = History.inMemory();
  private long asked;

  OffspringCostTest() {
    generation(1, 0, CORE);
  }

  @AfterEach
  void close() {
    history.close();
  }

  /** Seals what says that it used tokens. */
  private void generation(int number, int parent, UUID by) {
    history.append(
        StreamId.generation(number),
        WriteCondition.noStream(),
        Causation.of(by),
        List.of(
            new Event.GenerationStarted(
                number, parent, TEXT.hash(), 1, Optional.empty(), 1, "m", Optional.empty()),
            new Event.ArtifactSealed(
                number,
                TEXT.hash(),
                "artifacts/gen-" + number,
                "m",
                TokenUsage.of(10, 10),
                TEXT.hash(),
                List.of())),
        List.of(TEXT));
  }

  private void answered(UUID organism, OptionalLong cost) {
    history.append(
        StreamId.organism(1),
        asked == 0 ? WriteCondition.noStream() : WriteCondition.atVersion(asked),
        Causation.of(organism),
        List.of(
            new Event.LlmAnswered(
                1,
                Purpose.GENERATE,
                1,
                "replay",
                "m",
                "replay:m",
                StopReason.COMPLETE,
                TokenUsage.of(10, 10),
                true,
                cost,
                Duration.ZERO,
                TEXT.hash(),
                TEXT.hash(),
                Optional.of(organism.toString()))),
        List.of(TEXT));
    asked++;
  }

  private OptionalLong cost(int generation) {
    HistoryView view = new HistoryView(history);
    OptionalLong shown = view.detail(generation).orElseThrow().cost();
    OptionalLong logged =
        view.log(100, Optional.empty()).stream()
            .filter(it -> it.record().generation() == generation)
            .findFirst()
            .orElseThrow()
            .cost();
    assertThat(logged).isEqualTo(shown);
    return shown;
  }

  @Test
  void replayed_answers_cost_nothing_whatever_the_organism_says_that_it_used() {
    answered(ORGANISM, OptionalLong.of(0));
    answered(ORGANISM, OptionalLong.of(0));
    generation(2, 1, ORGANISM);

    assertThat(cost(2)).hasValue(0);
  }

  @Test
  void answers_of_a_model_cost_what_they_cost_together() {
    answered(ORGANISM, OptionalLong.of(20));
    answered(ORGANISM, OptionalLong.of(22));
    generation(2, 1, ORGANISM);

    assertThat(cost(2)).hasValue(42);
  }

  @Test
  void one_answer_without_a_price_makes_the_whole_unknown() {
    answered(ORGANISM, OptionalLong.of(0));
    answered(ORGANISM, UNKNOWN);
    generation(2, 1, ORGANISM);

    assertThat(cost(2)).isEmpty();
  }

  @Test
  void without_an_answer_it_is_unknown() {
    generation(2, 1, ORGANISM);

    assertThat(cost(2)).isEmpty();
  }

  @Test
  void answers_for_an_earlier_offspring_or_another_organism_are_not_counted() {
    answered(ORGANISM, OptionalLong.of(20));
    generation(2, 1, ORGANISM);
    answered(OTHER_ORGANISM, OptionalLong.of(7));
    answered(ORGANISM, OptionalLong.of(3));
    generation(3, 1, ORGANISM);

    assertThat(cost(2)).hasValue(20);
    assertThat(cost(3)).hasValue(3);
  }

  @Test
  void of_a_long_life_only_what_led_to_the_offspring_is_read() {
    for (int i = 0; i < 300; i++) {
      answered(ORGANISM, OptionalLong.of(1));
    }
    generation(2, 1, ORGANISM);
    for (int i = 0; i < 150; i++) {
      answered(ORGANISM, OptionalLong.of(2));
    }
    generation(3, 1, ORGANISM);
    for (int i = 0; i < 1_000; i++) {
      answered(ORGANISM, OptionalLong.of(4));
    }
    generation(4, 1, ORGANISM);
    generation(5, 1, ORGANISM);
    assertThat(cost(2)).hasValue(300);
    assertThat(cost(3)).hasValue(300);
    assertThat(cost(4)).hasValue(4_000);
    assertThat(cost(5)).isEmpty();
    CountedReads counted = new CountedReads(history);

    assertThat(new HistoryView(counted.history()).detail(3).orElseThrow().cost()).hasValue(300);

    assertThat(counted.events()).isLessThan(300);
  }
}
