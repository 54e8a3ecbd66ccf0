package dev.cambrian.core.pipeline;

import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.LlmAnswer.StopReason;
import dev.cambrian.core.llm.LlmClient;
import dev.cambrian.core.llm.LlmException;
import dev.cambrian.core.llm.LlmProgress;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.llm.TokenUsage;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** Answers by purpose and ordinal what it was told to, and remembers what it was asked. */
final class ScriptedLlm implements LlmClient {
  private final Map<String, Supplier<LlmAnswer>> script = new HashMap<>();
  final List<LlmRequest> asked = new CopyOnWriteArrayList<>();

  ScriptedLlm on(Purpose purpose, int ordinal, String text) {
    return on(purpose, ordinal, text, StopReason.COMPLETE);
  }

  ScriptedLlm on(Purpose purpose, int ordinal, String text, StopReason stopReason) {
    return onCall(purpose, ordinal, () -> answer(text, stopReason));
  }

  static LlmAnswer answer(String text, StopReason stopReason) {
    return new LlmAnswer(
        text,
        "scripted",
        "model-that-answered",
        stopReason,
        TokenUsage.of(100, 10),
        true,
        Duration.ofMillis(5));
  }

  ScriptedLlm onCall(Purpose purpose, int ordinal, Supplier<LlmAnswer> answer) {
    script.put(purpose + " " + ordinal, answer);
    return this;
  }

  /** Never answers; counts {@code asked} down once it waits. */
  ScriptedLlm hangs(Purpose purpose, int ordinal, CountDownLatch waiting) {
    return onCall(
        purpose,
        ordinal,
        () -> {
          waiting.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          throw new LlmException.Interrupted();
        });
  }

  @Override
  public LlmAnswer answer(LlmRequest request, LlmProgress progress) {
    asked.add(request);
    Supplier<LlmAnswer> answer = script.get(request.purpose() + " " + request.ordinal());
    if (answer == null) {
      throw new LlmException.NotRecorded(
          "nothing is scripted for %s %d".formatted(request.purpose(), request.ordinal()));
    }
    return answer.get();
  }
}
