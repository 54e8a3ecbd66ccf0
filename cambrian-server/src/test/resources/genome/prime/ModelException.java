package prime;

import java.time.Duration;
import java.util.Optional;

/** A model that gave no answer; some of these pass when asked again. */
final class ModelException extends Exception {
  private static final long serialVersionUID = 1;

  /** Where asking again is worth it. */
  final boolean passing;

  /** How long to wait, where the model's host said so. */
  final transient Optional<Duration> retryAfter;

  ModelException(String message, boolean passing, Optional<Duration> retryAfter) {
    super(message);
    this.passing = passing;
    this.retryAfter = retryAfter;
  }
}
