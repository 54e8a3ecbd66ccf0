package dev.cambrian.server.docker;

import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.VerificationListener;

/** Does something when a stage begins, which goes on meanwhile. */
record At(Stage when, Runnable work) implements VerificationListener {
  @Override
  public void stageStarted(Stage stage) {
    if (stage == when) {
      work.run();
    }
  }
}
