package dev.cambrian.core.llm;

import java.time.Duration;
import java.util.Optional;

/** One attempt of an exchange gave no answer; says whether and how another may. */
final class AttemptFailed extends Exception {
  private static final long serialVersionUID = 1L;

  enum Kind {
    /** The provider is there and asks to wait: not counted as a failure. */
    BUSY,
    /** The connection or the stream broke: counted. */
    NETWORK,
    /** Asking again is no use. */
    REFUSED
  }

  private final Kind kind;
  private final int status;
  private final transient Optional<Duration> retryAfter;

  private AttemptFailed(Kind kind, String reason, int status, Optional<Duration> retryAfter) {
    super(reason);
    this.kind = kind;
    this.status = status;
    this.retryAfter = retryAfter;
  }

  static AttemptFailed busy(String reason, Optional<Duration> retryAfter) {
    return new AttemptFailed(Kind.BUSY, reason, 0, retryAfter);
  }

  static AttemptFailed network(String reason) {
    return new AttemptFailed(Kind.NETWORK, reason, 0, Optional.empty());
  }

  static AttemptFailed refused(String reason, int status) {
    return new AttemptFailed(Kind.REFUSED, reason, status, Optional.empty());
  }

  Kind kind() {
    return kind;
  }

  String reason() {
    return String.valueOf(getMessage());
  }

  int status() {
    return status;
  }

  /** What the provider asked for, where it did and it lies ahead. */
  Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
