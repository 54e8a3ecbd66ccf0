package dev.cambrian.core.verdict;

import java.time.Duration;

/** Hears how a verification goes on, on the verifier's thread; must return at once. */
public interface VerificationListener {
  VerificationListener NONE = new VerificationListener() {};

  default void stageStarted(Stage stage) {}

  /**
   * What the command of a stage printed; comes right before its end, and not for a stage that ran
   * none.
   */
  default void stageLogged(Stage stage, StageLog log) {}

  default void stageFinished(Stage stage, boolean passed, Duration elapsed) {}
}
