package dev.cambrian.core.verdict;

import java.time.Duration;

/** Hears how a verification goes on, on the verifier's thread; must return at once. */
public interface VerificationListener {
  VerificationListener NONE = new VerificationListener() {};

  default void stageStarted(Stage stage) {}

  /**
   * How what the command of a stage printed ends by now, while it runs; hostile text. Comes at most
   * once a second, only after something was printed, and need not come at all. Nothing but a screen
   * may depend on it.
   *
   * @param end of each stream the last bytes, few
   */
  default void stagePrinting(Stage stage, StageLog end) {}

  /**
   * What the command of a stage printed; comes right before its end, and not for a stage that ran
   * none.
   */
  default void stageLogged(Stage stage, StageLog log) {}

  default void stageFinished(Stage stage, boolean passed, Duration elapsed) {}
}
