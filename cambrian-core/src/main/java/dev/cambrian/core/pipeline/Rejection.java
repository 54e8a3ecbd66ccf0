package dev.cambrian.core.pipeline;

import dev.cambrian.core.artifact.AnswerRejectedException;
import java.util.Optional;

/** Why an answer is no artifact. */
record Rejection(String rule, String reason, Optional<String> path) {
  static Rejection of(AnswerRejectedException exception) {
    return new Rejection(exception.rule(), exception.reason(), exception.path());
  }
}
