package dev.cambrian.server.reproduce;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** A budget counts what nobody has told, too. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class ExchangesTest {
  private static final UUID ORGANISM = UUID.randomUUID();
  private static final Blob ASKED = Blob.of("a".repeat(300).getBytes(UTF_8));
  private static final Blob ANSWERED = Blob.of("b".repeat(600).getBytes(UTF_8));

  @Test
  void tokens_are_those_that_the_provider_told_and_else_estimated_from_the_texts() {
    assertThat(tokens(TokenUsage.of(7, 5), true)).isEqualTo(12);
    assertThat(tokens(TokenUsage.NONE, false)).isEqualTo(300);
  }

  private static long tokens(TokenUsage usage, boolean known) {
    Event.LlmAnswered answered =
        new Event.LlmAnswered(
            1,
            Purpose.GENERATE,
            1,
            "manual",
            "m",
            "m",
            StopReason.COMPLETE,
            usage,
            known,
            OptionalLong.empty(),
            Duration.ZERO,
            ASKED.hash(),
            ANSWERED.hash(),
            Optional.of(ORGANISM.toString()));
    try (History history = History.inMemory()) {
      var _ =
          history.append(
              StreamId.organism(1),
              WriteCondition.any(),
              Causation.of(ORGANISM),
              List.of(answered),
              List.of(ASKED, ANSWERED));
      return Exchanges.tokens(history, answered);
    }
  }
}
