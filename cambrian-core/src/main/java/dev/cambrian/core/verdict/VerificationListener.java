package dev.cambrian.core.verdict;

import java.time.Duration;

/** Hears how a verification goes on, on the verifier's thread; must return at once. */
public interface VerificationListener {
  VerificationListener NONE = new VerificationListener() {};

  default void stageStarted(Stage stage) {}

  default void stageFinished(Stage stage, boolean passed, Duration elapsed) {}
}
