package dev.cambrian.server.reproduce;

import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.server.organism.Organism;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One step of a chain, over.
 *
 * @param number from 1
 * @param organism that grew it; empty: the core did
 * @param generations that it took, the failed ones too, ascending
 * @param promoted the one that lives
 * @param failure why there is none; present exactly where none was promoted
 * @param lastLines that its organism printed, hostile; told only of a failure
 */
public record Link(
    int number,
    Spec spec,
    Optional<Organism> organism,
    List<Integer> generations,
    Optional<Integer> promoted,
    Optional<Failure> failure,
    Times times,
    List<String> lastLines) {
  public Link {
    generations = List.copyOf(generations);
    lastLines = List.copyOf(lastLines);
    if (promoted.isPresent() == failure.isPresent()) {
      throw new IllegalArgumentException("a step either has a generation or says why not");
    }
  }

  /** Whose fault it is that a chain ends too early. */
  public enum Fault {
    /** What was grown did not live or did not reproduce. */
    CANDIDATE,
    /** This machine, a provider, a budget that is used up, or a recording that is missing. */
    INFRASTRUCTURE,
    /** Somebody interrupted it. */
    INTERRUPTED;

    /** Of a growth that failed so. */
    public static Fault of(FailureKind kind) {
      return switch (kind) {
        case NON_VIABLE, UNREADABLE_ANSWER, INCOMPLETE_ANSWER, SUPERSEDED -> CANDIDATE;
        case CANCELLED -> INTERRUPTED;
        case MODEL_UNAVAILABLE,
            BUDGET_EXHAUSTED,
            CRASHED,
            TIMED_OUT,
            RIG_CRASHED,
            DAEMON_GONE,
            IMAGE_MISSING,
            RESOURCE ->
            INFRASTRUCTURE;
      };
    }
  }

  /**
   * Why a step has no generation.
   *
   * @param reason one line
   */
  public record Failure(Fault fault, String reason) {}

  /**
   * Where the time of a step went.
   *
   * @param whole from its beginning to its end
   * @param living until the organism ran, its build included; 0 for the core
   * @param answering of the model
   * @param verifying of the rig, from the beginning to the verdict
   * @param stages of that the rig's stages, which are the artifact's own commands
   */
  public record Times(
      Duration whole, Duration living, Duration answering, Duration verifying, Duration stages) {
    /** What is left of the whole: sealing, git, the organism's own work and its end; at least 0. */
    public Duration other() {
      Duration left = whole.minus(living).minus(answering).minus(verifying);
      return left.isNegative() ? Duration.ZERO : left;
    }
  }
}
