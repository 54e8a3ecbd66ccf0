package dev.cambrian.server.supervisor;

import dev.cambrian.core.CambrianException;
import dev.cambrian.core.event.ReverseRun;
import dev.cambrian.core.pipeline.ReverseVerification;
import dev.cambrian.server.log.ServerLog;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * After each promotion, one at a time and in the background, the artifact that was promoted before
 * is verified once more.
 */
final class ReverseRuns implements AutoCloseable {
  private static final ServerLog LOG = ServerLog.of("baseline");
  private static final Duration ENDING = Duration.ofSeconds(30);

  private final ReverseVerification verification;
  private final boolean wanted;
  private final ExecutorService background =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("cambrian-reverse-run").daemon().factory());

  /**
   * @param wanted whether anything is done at all
   */
  ReverseRuns(ReverseVerification verification, boolean wanted) {
    this.wanted = wanted;
    this.verification = verification;
  }

  /** For a generation that is promoted; what was done before is not done again. */
  void after(int generation) {
    if (!wanted) {
      return;
    }
    try {
      background.execute(() -> run(generation));
    } catch (RejectedExecutionException closing) {
      // The next start does it.
      return;
    }
  }

  private void run(int generation) {
    try {
      verification
          .due(generation)
          .ifPresent(
              baseline ->
                  LOG.info(
                      "baseline.reverse-run",
                      generation,
                      "generation %d, promoted before, is verified once more; the history will tell how it fared"
                          .formatted(baseline.generation())));
      verification.run(generation).ifPresent(run -> tell(generation, run));
    } catch (CambrianException e) {
      LOG.warn("baseline.reverse-run", generation, String.valueOf(e.getMessage()));
    }
  }

  private static void tell(int generation, ReverseRun run) {
    LOG.info(
        "baseline.reverse-run",
        generation,
        "generation %d %s"
            .formatted(
                run.baseline(),
                switch (run.end()) {
                  case ReverseRun.Judged judged -> judged.viable() ? "is viable" : "is non-viable";
                  case ReverseRun.Aborted aborted -> "has no verdict: " + aborted.kind().id();
                }));
  }

  @Override
  public void close() {
    background.shutdownNow();
    try {
      background.awaitTermination(ENDING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
