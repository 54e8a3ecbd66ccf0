package dev.cambrian.rig;

import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.StageLog;
import dev.cambrian.core.verdict.VerificationListener;
import java.time.Duration;

/**
 * For a judgement that begins again: that its first stage began the listener has been told.
 *
 * @param ended whether it has been told of its end as well
 */
record AfterManifest(VerificationListener listener, boolean ended) implements VerificationListener {
  @Override
  public void stageStarted(Stage stage) {
    if (stage != Stage.MANIFEST) {
      listener.stageStarted(stage);
    }
  }

  @Override
  public void stagePrinting(Stage stage, StageLog end) {
    if (stage != Stage.MANIFEST) {
      listener.stagePrinting(stage, end);
    }
  }

  @Override
  public void stageLogged(Stage stage, StageLog log) {
    if (stage != Stage.MANIFEST) {
      listener.stageLogged(stage, log);
    }
  }

  @Override
  public void stageFinished(Stage stage, boolean passed, Duration took) {
    if (stage != Stage.MANIFEST || !ended) {
      listener.stageFinished(stage, passed, took);
    }
  }
}
