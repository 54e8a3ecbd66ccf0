package dev.cambrian.core.examine;

import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.LlmClient;
import dev.cambrian.core.llm.LlmProgress;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.llm.TokenUsage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Gives the answers that it was told, one after the other, and keeps what it was asked. */
final class ScriptedModel implements LlmClient {
  final List<LlmRequest> asked = new ArrayList<>();
  private final Deque<String> answers;

  ScriptedModel(String... answers) {
    this.answers = new ArrayDeque<>(List.of(answers));
  }

  @Override
  public LlmAnswer answer(LlmRequest request, LlmProgress progress) {
    asked.add(request);
    return answer(answers.removeFirst(), LlmAnswer.StopReason.COMPLETE);
  }

  static LlmAnswer answer(String text, LlmAnswer.StopReason stopReason) {
    return new LlmAnswer(
        text, "command", "a-model", stopReason, TokenUsage.NONE, false, Duration.ZERO);
  }
}
