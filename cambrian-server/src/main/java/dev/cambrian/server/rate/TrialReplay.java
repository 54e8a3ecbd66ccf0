package dev.cambrian.server.rate;

import dev.cambrian.core.history.History;
import dev.cambrian.core.llm.Recordings;
import dev.cambrian.core.llm.ReplayClient;
import dev.cambrian.core.pipeline.GenerationArchive;
import dev.cambrian.core.pipeline.Grower;
import dev.cambrian.core.pipeline.GrowthListener;
import dev.cambrian.core.pipeline.GrowthOptions;
import dev.cambrian.core.pipeline.GrowthResult;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.trial.KeptVerdicts;
import dev.cambrian.core.trial.TrialFiles;
import dev.cambrian.core.verdict.Verifier;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** Grows a recorded trial once more in another home, from its answers and its verdicts. */
public final class TrialReplay {
  private final Spec spec;
  private final Trial trial;

  public TrialReplay(Spec spec, Trial trial) {
    this.spec = spec;
    this.trial = trial;
  }

  /**
   * Ends as the trial did.
   *
   * @param verifier judges only what has no report
   */
  public GrowthResult grow(
      History history,
      GenerationArchive archive,
      Path home,
      Verifier verifier,
      Clock clock,
      GrowthListener listener) {
    int retries = trial.attempts().size() - 1;
    GrowthOptions options =
        GrowthOptions.of(trial.attempts().getFirst().last().request().model())
            .withMaxRetries(retries)
            .withMaxParseRetries(Trials.REPAIRS)
            .withoutHistorySummary();
    return Grower.builder()
        .history(history)
        .llm(new ReplayClient(Recordings.read(List.of(trial.directory()))))
        .verifier(new KeptVerdicts(verifier, trial.directory(), retries))
        .home(home)
        .archive(archive)
        .clock(clock)
        .build()
        .grow(spec, options, listener);
  }

  /** Writes what came of it beside its recordings. */
  public void write(TrialReproduction reproduction) {
    TrialFiles.write(trial.directory().resolve(TrialReproduction.FILE), reproduction.encode());
  }
}
