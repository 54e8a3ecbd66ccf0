package dev.cambrian.core.examine;

import dev.cambrian.core.llm.LlmClient;
import dev.cambrian.core.llm.LlmProgress;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.spec.Spec;
import java.util.Map;

/**
 * Has a model write contracts. It sees the spec and, where it is asked for checks against what
 * failed, the traces of that, and never the code that they are run against.
 */
public final class Examiner {
  private final Questions questions;

  /**
   * An examiner of one spec.
   *
   * @param model the provider's name of the model
   * @param maxTokens the most output tokens to ask for, at least 1
   */
  public Examiner(Spec spec, String model, int maxTokens) {
    this.questions = new Questions(spec, model, maxTokens);
  }

  /**
   * The question for contracts of the spec.
   *
   * @param ordinal from 1, among all questions of {@link Purpose#EXAMINE} to this spec
   */
  public LlmRequest request(int ordinal) {
    return questions.contracts(Purpose.EXAMINE, ordinal, "examine.md", Map.of());
  }

  /** The question for contracts against what failed most. */
  public LlmRequest request(FailureMode mode, int ordinal) {
    return questions.contracts(
        Purpose.EXAMINE,
        ordinal,
        "adapt.md",
        Map.of(
            "mode",
            Questions.block(mode.name()),
            "failed",
            Integer.toString(mode.failed()),
            "of",
            Integer.toString(mode.of()),
            "traces",
            Questions.block(String.join("\n", mode.traces()))));
  }

  /**
   * Asks what {@link #request} gave.
   *
   * @throws dev.cambrian.core.llm.LlmException if there is no answer
   */
  public Examination ask(LlmClient llm, LlmRequest request, LlmProgress progress) {
    return questions.ask(llm, request, progress);
  }
}
