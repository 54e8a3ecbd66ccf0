package dev.cambrian.core.verdict;

import java.util.Locale;
import java.util.Optional;

/** What ended a generation or a verification other than promotion, and whose fault it is. */
public enum FailureKind {
  /** The rig judged the artifact non-viable. */
  NON_VIABLE(FailureClass.CANDIDATE),
  /** The model's answers could not be read as files, repairs included. */
  UNREADABLE_ANSWER(FailureClass.CANDIDATE),
  /** The model stopped at its output limit or declined. */
  INCOMPLETE_ANSWER(FailureClass.CANDIDATE),
  /** Another candidate of the same growth was promoted first. */
  SUPERSEDED(FailureClass.INFRASTRUCTURE),
  /** No answer from a model. */
  MODEL_UNAVAILABLE(FailureClass.INFRASTRUCTURE),
  /** A cap on tokens or money. */
  BUDGET_EXHAUSTED(FailureClass.INFRASTRUCTURE),
  /** A person or a shutdown ended it. */
  CANCELLED(FailureClass.INFRASTRUCTURE),
  /** The process that grew it died. */
  CRASHED(FailureClass.INFRASTRUCTURE),
  /**
   * The verification as a whole outlived its limit; the generation's outcome is {@code timeout}.
   */
  TIMED_OUT(FailureClass.INFRASTRUCTURE),
  /** The rig itself ended without a report that can be believed. */
  RIG_CRASHED(FailureClass.INFRASTRUCTURE),
  /** No daemon answers that could run the rig, or it went away meanwhile. */
  DAEMON_GONE(FailureClass.INFRASTRUCTURE),
  /** The rig's image is not there or is not of this rig; waiting does not mend it. */
  IMAGE_MISSING(FailureClass.INFRASTRUCTURE),
  /** What else a machine can lack, such as a full disk or a missing program: the reason says it. */
  RESOURCE(FailureClass.INFRASTRUCTURE);

  private final FailureClass failureClass;

  FailureKind(FailureClass failureClass) {
    this.failureClass = failureClass;
  }

  public FailureClass failureClass() {
    return failureClass;
  }

  /** The name in events, such as {@code non-viable}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<FailureKind> of(String id) {
    for (FailureKind kind : values()) {
      if (kind.id().equals(id)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** Whose fault: only a candidate's counts against its spec. */
  public enum FailureClass {
    CANDIDATE,
    INFRASTRUCTURE;

    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
