package dev.cambrian.rig;

import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.VerificationListener;
import java.time.Duration;

/** For a judgement that begins again: of its first stage the listener has been told. */
record AfterManifest(VerificationListener listener) implements VerificationListener {
  @Override
  public void stageStarted(Stage stage) {
    if (stage != Stage.MANIFEST) {
      listener.stageStarted(stage);
    }
  }

  @Override
  public void stageFinished(Stage stage, boolean passed, Duration took) {
    if (stage != Stage.MANIFEST) {
      listener.stageFinished(stage, passed, took);
    }
  }
}
