package dev.cambrian.core.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.CambrianException;
import dev.cambrian.core.artifact.ArtifactHash;
import dev.cambrian.core.artifact.SealedArtifact;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.history.Blobs;
import dev.cambrian.core.prompt.Untrusted;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.verdict.Baseline;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.ReportCodec;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.StageLog;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Diagnostics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Has one artifact judged, and again where that ended without a verdict for no fault of the
 * artifact. Each attempt is a run of its own in the history, from its start to its verdict or its
 * abort.
 */
final class VerificationRun {
  static final int MAX_REASON = 500;

  private final Pipeline pipeline;
  private final Spec spec;
  private final GrowthOptions options;
  private final UUID growth;
  private final GrowthListener listener;

  VerificationRun(
      Pipeline pipeline, Spec spec, GrowthOptions options, UUID growth, GrowthListener listener) {
    this.pipeline = pipeline;
    this.spec = spec;
    this.options = options;
    this.growth = growth;
    this.listener = listener;
  }

  /** Ends with a verdict, or with what the generation is to be closed for. */
  Verification run(GenerationStream stream, SealedArtifact artifact) {
    return run(stream, artifact, Earlier.NOTHING);
  }

  /**
   * What a verification had before this process came.
   *
   * @param runs that were begun
   * @param open the id of the last of them, where it was not ended
   * @param told its stages that are events already
   */
  record Earlier(int runs, Optional<String> open, Set<Stage> told) {
    static final Earlier NOTHING = new Earlier(0, Optional.empty(), Set.of());

    /** By the events of a generation. */
    static Earlier of(List<RecordedEvent> events) {
      int runs = 0;
      Optional<String> open = Optional.empty();
      Set<Stage> told = EnumSet.noneOf(Stage.class);
      for (RecordedEvent recorded : events) {
        if (recorded.event() instanceof Event.VerificationStarted started) {
          runs++;
          open = Optional.of(started.runId());
          told.clear();
        } else if (recorded.event() instanceof Event.StageFinished finished) {
          told.add(finished.stage());
        } else if (recorded.event() instanceof Event.VerificationAborted) {
          open = Optional.empty();
        }
      }
      return new Earlier(runs, open, told);
    }
  }

  /** The same for one that had begun before: a run that is open is adopted. */
  Verification run(GenerationStream stream, SealedArtifact artifact, Earlier earlier) {
    List<Verification.Aborted> aborts = new ArrayList<>();
    Baseline baseline = Battery.of(pipeline.history(), stream.generation());
    Optional<String> open = earlier.open();
    int begun = earlier.runs();
    while (true) {
      boolean adopts = open.isPresent();
      String runId = open.orElse(runId(stream.generation(), begun));
      open = Optional.empty();
      begun += adopts ? 0 : 1;
      switch (attempt(stream, artifact, runId, baseline, adopts, earlier.told())) {
        case Verification.Judged judged -> {
          judged(stream, runId, judged.report());
          pipeline.runs().forget(runId);
          return judged;
        }
        case Verification.Aborted aborted -> {
          String reason = Untrusted.line(aborted.reason(), MAX_REASON);
          stream.append(
              new Event.VerificationAborted(stream.generation(), runId, aborted.kind(), reason));
          pipeline.runs().forget(runId);
          aborts.add(new Verification.Aborted(aborted.kind(), reason));
        }
      }
      switch (Decisions.afterAbort(options, aborts)) {
        case Decisions.AfterAbort.Again again -> {
          Verification.Aborted last = aborts.getLast();
          listener.on(
              new GrowthProgress.VerificationAborted(
                  stream.generation(),
                  last.kind(),
                  last.reason(),
                  again.pause(),
                  again.retry(),
                  options.infrastructureRetries()));
          if (!passes(again.pause())) {
            return new Verification.Aborted(
                FailureKind.CANCELLED,
                "the verification was cancelled before it began again after: " + last.reason());
          }
        }
        case Decisions.AfterAbort.Stop stop -> {
          return new Verification.Aborted(stop.kind(), stop.reason());
        }
      }
    }
  }

  /** Unique: the first run of a generation has no suffix, its repetitions count from 2. */
  private String runId(int generation, int before) {
    return "%s-%d%s".formatted(growth, generation, before == 0 ? "" : "-" + (before + 1));
  }

  /** False where the thread was interrupted, whose flag is set again. */
  private boolean passes(Duration pause) {
    try {
      pipeline.pause().pass(pause);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Verification attempt(
      GenerationStream stream,
      SealedArtifact artifact,
      String runId,
      Baseline baseline,
      boolean adopts,
      Set<Stage> told) {
    int generation = stream.generation();
    String isolation = pipeline.verifier().isolation();
    if (!adopts) {
      stream.append(new Event.VerificationStarted(generation, runId, isolation));
    }
    listener.on(new GrowthProgress.Verifying(generation, isolation));
    StageNotes notes = new StageNotes(stream, runId, adopts ? told : Set.of());
    VerificationRequest request =
        new VerificationRequest(
            runId,
            generation,
            artifact.directory(),
            artifact.manifest().artifactHash(),
            spec,
            baseline);
    try {
      return adopts
          ? pipeline.runs().adopt(request, notes)
          : pipeline.verifier().verify(request, notes);
    } catch (RuntimeException | StackOverflowError thrown) {
      notes.rethrowOwn();
      return crashed(thrown);
    }
  }

  /** A verifier must not throw; one that does is a rig that crashed. */
  static Verification crashed(Throwable thrown) {
    if (Thread.currentThread().isInterrupted()) {
      return new Verification.Aborted(FailureKind.CANCELLED, "the verification was cancelled");
    }
    if (thrown instanceof CambrianException known) {
      return new Verification.Aborted(FailureKind.RESOURCE, String.valueOf(known.getMessage()));
    }
    StackTraceElement[] frames = thrown.getStackTrace();
    return new Verification.Aborted(
        FailureKind.RIG_CRASHED,
        "the verifier failed%s: %s"
            .formatted(frames.length == 0 ? "" : " at " + frames[0], thrown));
  }

  /** In one line. */
  static String summary(ViabilityReport report) {
    return Untrusted.line(
        report.diagnostics().map(Diagnostics::summary).orElse("every stage passed"), MAX_REASON);
  }

  private void judged(GenerationStream stream, String runId, ViabilityReport report) {
    String summary = summary(report);
    byte[] encoded = ReportCodec.encode(report).getBytes(UTF_8);
    stream.append(
        new Event.VerdictGiven(
            stream.generation(),
            runId,
            report.viable(),
            report.failureStage(),
            summary,
            ArtifactHash.ofContent(encoded)),
        encoded);
    listener.on(
        new GrowthProgress.Judged(
            stream.generation(), report.viable(), report.failureStage(), summary, report));
  }

  /** Makes the stages of one run into events. */
  private final class StageNotes implements VerificationListener {
    private final GenerationStream stream;
    private final String runId;
    private final Set<Stage> told;
    private volatile Optional<RuntimeException> failure = Optional.empty();
    private final Map<Stage, byte[]> logs = new ConcurrentHashMap<>();

    StageNotes(GenerationStream stream, String runId, Set<Stage> told) {
      this.stream = stream;
      this.runId = runId;
      this.told = Set.copyOf(told);
    }

    @Override
    public void stageStarted(Stage stage) {
      noting(() -> listener.on(new GrowthProgress.StageStarted(stream.generation(), stage)));
    }

    @Override
    public void stageLogged(Stage stage, StageLog log) {
      logs.put(stage, log.encode());
    }

    @Override
    public void stageFinished(Stage stage, boolean passed, Duration elapsed) {
      Optional<byte[]> log = Optional.ofNullable(logs.remove(stage));
      if (told.contains(stage)) {
        return;
      }
      noting(
          () -> {
            stream.append(
                new Event.StageFinished(
                    stream.generation(),
                    runId,
                    stage,
                    passed,
                    elapsed.toMillis(),
                    log.map(Blobs::hashOf)),
                log.stream().toArray(byte[][]::new));
            listener.on(
                new GrowthProgress.StageFinished(stream.generation(), stage, passed, elapsed));
          });
    }

    private void noting(Runnable work) {
      try {
        work.run();
      } catch (RuntimeException e) {
        failure = Optional.of(e);
        throw e;
      }
    }

    /** What went wrong here went through the verifier, but is no fault of it. */
    void rethrowOwn() {
      failure.ifPresent(
          own -> {
            throw own;
          });
    }
  }
}
