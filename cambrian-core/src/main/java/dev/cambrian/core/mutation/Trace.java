package dev.cambrian.core.mutation;

import dev.cambrian.core.verdict.ViabilityReport;

/** What one offspring of a spec came to. */
public sealed interface Trace {

  /** The rig judged it. */
  record Judged(ViabilityReport report) implements Trace {}

  /**
   * There was no artifact: the model's answers could not be read.
   *
   * @param rule that they broke, as {@link dev.cambrian.core.artifact.AnswerRejectedException}
   *     names it
   */
  record Unreadable(String rule, String reason) implements Trace {}
}
