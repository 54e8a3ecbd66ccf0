package dev.cambrian.server.supervisor;

import dev.cambrian.core.json.Quote;
import dev.cambrian.core.pipeline.GrowthListener;
import dev.cambrian.core.pipeline.GrowthProgress;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.server.log.ServerLog;
import java.util.UUID;

/** Tells the log what goes on. */
final class Narrator implements GrowthListener {
  private static final ServerLog LOG = ServerLog.of("supervisor");
  private static final int MOST = 300;

  @Override
  public void on(GrowthProgress progress) {
    switch (progress) {
      case GrowthProgress.Judged it ->
          LOG.info(
              "verdict.given",
              it.generation(),
              it.viable() ? "viable" : "non-viable: " + Quote.bare(it.summary(), MOST));
      case GrowthProgress.Promoted it ->
          LOG.info("generation.promoted", it.generation(), "promoted");
      case GrowthProgress.RolledBack it -> {
        String why = "%s: %s".formatted(it.kind().id(), Quote.bare(it.reason(), MOST));
        if (it.kind().failureClass() == FailureKind.FailureClass.CANDIDATE) {
          LOG.info("generation.rolled-back", it.generation(), why);
        } else {
          LOG.warn("generation.rolled-back", it.generation(), why);
        }
      }
      case GrowthProgress.VerificationAborted it ->
          LOG.warn(
              "verification.aborted",
              it.generation(),
              "%s: %s; again in %d s"
                  .formatted(
                      it.kind().id(), Quote.bare(it.reason(), MOST), it.pause().toSeconds()));
      case GrowthProgress.StageFinished it ->
          LOG.debug(
              "stage.finished",
              it.generation(),
              "%s %s in %d ms"
                  .formatted(
                      it.stage().id(), it.passed() ? "passed" : "failed", it.elapsed().toMillis()));
      case GrowthProgress.Verifying it ->
          LOG.info("verification.started", it.generation(), "isolation: " + it.isolation());
      case GrowthProgress.Started _,
          GrowthProgress.Asking _,
          GrowthProgress.Receiving _,
          GrowthProgress.Waiting _,
          GrowthProgress.Answered _,
          GrowthProgress.Rejected _,
          GrowthProgress.Sealed _,
          GrowthProgress.StageStarted _ -> {}
    }
  }

  @Override
  public void unsettled(UUID growth, String reason) {
    LOG.warn("growth.unsettled", reason);
  }
}
