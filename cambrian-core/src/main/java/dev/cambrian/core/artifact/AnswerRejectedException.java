package dev.cambrian.core.artifact;

import dev.cambrian.core.CambrianException;
import java.util.Optional;

/** A model's answer is no artifact; nothing was written. */
public final class AnswerRejectedException extends CambrianException {
  private static final long serialVersionUID = 1L;
  private final String rule;
  private final String reason;
  private final transient Optional<String> path;

  AnswerRejectedException(String rule, String reason, Optional<String> path) {
    super("the answer was rejected: " + reason + " (" + rule + ")");
    this.rule = rule;
    this.reason = reason;
    this.path = path;
  }

  /** The broken rule's stable name; {@link AnswerParser} and {@link ArtifactPath} list them. */
  public String rule() {
    return rule;
  }

  /** One line of printable ASCII at a bounded length, fit to be shown to the model. */
  public String reason() {
    return reason;
  }

  /** The offending path where there is one, escaped to printable ASCII and cut. */
  public Optional<String> path() {
    return path;
  }
}
