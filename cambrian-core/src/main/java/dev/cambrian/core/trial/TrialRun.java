package dev.cambrian.core.trial;

import dev.cambrian.core.Pause;
import dev.cambrian.core.history.History;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.LlmClient;
import dev.cambrian.core.llm.ResumingClient;
import dev.cambrian.core.pipeline.GenerationArchive;
import dev.cambrian.core.pipeline.Grower;
import dev.cambrian.core.pipeline.GrowthListener;
import dev.cambrian.core.pipeline.GrowthOptions;
import dev.cambrian.core.pipeline.GrowthProgress;
import dev.cambrian.core.pipeline.GrowthResult;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.ReportCodec;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.core.verdict.ViabilityReport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Makes trials, each a growth of its own in the same home whose exchanges and reports lie in the
 * trial's directory. One that was cut off goes on: what is recorded is not asked again, what has a
 * verdict is not judged again. What is no fault of the answer is repeated, and counts for nothing.
 * Safe for use by several threads, one for each trial.
 */
public final class TrialRun {
  /** How often a growth begins again that the machine or the provider has ended. */
  private static final int REPETITIONS = 2;

  /**
   * What the trials of a set are made with.
   *
   * @param options of each growth, with the retries, the repairs and the campaign that the caller
   *     wants: without retries and repairs a trial is the first answer as it came. There is one
   *     candidate, and no prompt tells of earlier generations
   * @param cost as {@link Grower.Builder#cost}
   */
  public record Means(
      Path set,
      GrowthOptions options,
      LlmClient llm,
      Verifier verifier,
      History history,
      Path home,
      GenerationArchive archive,
      Clock clock,
      Pause pause,
      Function<LlmAnswer, OptionalLong> cost) {
    public Means {
      options = options.withCandidates(1).withoutHistorySummary();
    }
  }

  private final Means means;
  private final Consumer<String> told;

  /**
   * @param told gets one line for each thing that happens, which may quote hostile text
   */
  public TrialRun(Means means, Consumer<String> told) {
    this.means = means;
    this.told = told;
  }

  /**
   * Makes one trial, or the rest of it. A generation that lives is promoted.
   *
   * @param spec the same whenever the trial is gone on with
   * @param trial 1 to {@link TrialFiles#MOST}
   * @param listener hears the growth, too
   * @throws TrialException if the trial's files cannot be read or written
   */
  public TrialResult make(Spec spec, int trial, GrowthListener listener) {
    Path directory = TrialFiles.trial(means.set(), trial);
    // One for all repetitions: what was paid for and could not be written is kept by it.
    LlmClient llm = new ResumingClient(means.llm(), directory, means.clock());
    for (int repetition = 0; ; repetition++) {
      TrialResult result = grow(spec, trial, directory, llm, listener);
      if (result.counts()) {
        return result;
      }
      FailureKind kind = result.growth().failure().orElseThrow();
      boolean again = repetition < REPETITIONS && mayMend(kind) && passes(repetition);
      told.accept(
          "trial %02d: not counted, %s: %s%s"
              .formatted(trial, kind.id(), result.growth().reason(), again ? "; once more" : ""));
      if (!again) {
        return result;
      }
    }
  }

  private boolean passes(int repetition) {
    try {
      means.pause().pass(Duration.ofSeconds(repetition == 0 ? 1 : 5));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static boolean mayMend(FailureKind kind) {
    return switch (kind) {
      case MODEL_UNAVAILABLE, CRASHED, TIMED_OUT, RIG_CRASHED, DAEMON_GONE, RESOURCE -> true;
      case SUPERSEDED, BUDGET_EXHAUSTED, CANCELLED, IMAGE_MISSING -> false;
      case NON_VIABLE, UNREADABLE_ANSWER, INCOMPLETE_ANSWER -> false;
    };
  }

  private TrialResult grow(
      Spec spec, int trial, Path directory, LlmClient llm, GrowthListener listener) {
    Grower grower =
        Grower.builder()
            .history(means.history())
            .llm(llm)
            .verifier(new KeptVerdicts(means.verifier(), directory, means.options().maxRetries()))
            .home(means.home())
            .archive(means.archive())
            .clock(means.clock())
            .pause(means.pause())
            .cost(means.cost())
            .build();
    Reports reports = new Reports(directory);
    GrowthResult growth =
        grower.grow(
            spec,
            means.options(),
            progress -> {
              reports.on(progress);
              tell(trial, progress);
              listener.on(progress);
            });
    return new TrialResult(growth, reports.of(growth.generations().getLast()));
  }

  private void tell(int trial, GrowthProgress progress) {
    switch (progress) {
      case GrowthProgress.Answered answered ->
          told.accept(
              "trial %02d: generation %d: %s answered by %s"
                  .formatted(
                      trial,
                      answered.generation(),
                      answered.purpose().id(),
                      answered.answer().producerModel()));
      case GrowthProgress.Rejected rejected ->
          told.accept(
              "trial %02d: generation %d: the answer cannot be read: %s"
                  .formatted(trial, rejected.generation(), rejected.reason()));
      case GrowthProgress.Judged judged ->
          told.accept(
              "trial %02d: generation %d: %s: %s"
                  .formatted(
                      trial, judged.generation(), judged.report().status().id(), judged.summary()));
      case GrowthProgress.VerificationAborted aborted ->
          told.accept(
              "trial %02d: generation %d: no verdict, %s: %s"
                  .formatted(trial, aborted.generation(), aborted.kind().id(), aborted.reason()));
      case GrowthProgress.Waiting waiting ->
          told.accept("trial %02d: waits: %s".formatted(trial, waiting.reason()));
      case GrowthProgress.Started ignored -> {}
      case GrowthProgress.Asking ignored -> {}
      case GrowthProgress.Receiving ignored -> {}
      case GrowthProgress.Sealed ignored -> {}
      case GrowthProgress.Verifying ignored -> {}
      case GrowthProgress.StageStarted ignored -> {}
      case GrowthProgress.StageFinished ignored -> {}
      case GrowthProgress.Promoted ignored -> {}
      case GrowthProgress.RolledBack ignored -> {}
    }
  }

  /** Puts each report beside the answer that it is about, before anything goes on. */
  private static final class Reports {
    private final Path directory;
    private final Map<Integer, Integer> attempts = new ConcurrentHashMap<>();
    private final Map<Integer, ViabilityReport> judged = new ConcurrentHashMap<>();

    Reports(Path directory) {
      this.directory = directory;
    }

    void on(GrowthProgress progress) {
      if (progress instanceof GrowthProgress.Started started) {
        attempts.put(started.generation(), started.attempt());
      } else if (progress instanceof GrowthProgress.Judged judged) {
        this.judged.put(judged.generation(), judged.report());
        write(attempts.getOrDefault(judged.generation(), 1), judged.report());
      }
    }

    Optional<ViabilityReport> of(int generation) {
      return Optional.ofNullable(judged.get(generation));
    }

    /** One that was kept has the number of another generation, and stays as it is. */
    private void write(int attempt, ViabilityReport report) {
      Path file = TrialFiles.report(directory, attempt);
      if (!Files.exists(file)) {
        TrialFiles.write(file, ReportCodec.encode(report).getBytes(StandardCharsets.UTF_8));
      }
    }
  }
}
