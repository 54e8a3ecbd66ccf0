package dev.cambrian.core.pipeline;

import dev.cambrian.core.verdict.FailureKind;
import java.util.List;
import java.util.Optional;

/**
 * How a growth ended; every generation named here is closed.
 *
 * @param promoted the viable generation, if one was grown
 * @param generations every number that this growth took, ascending
 * @param failure why it ended without one
 * @param reason one line for a person; empty on success
 */
public record GrowthResult(
    Optional<Integer> promoted,
    List<Integer> generations,
    Optional<FailureKind> failure,
    String reason) {
  public GrowthResult {
    generations = List.copyOf(generations);
    if (promoted.isPresent() == failure.isPresent()) {
      throw new IllegalArgumentException("a growth either promotes a generation or says why not");
    }
  }
}
