package dev.cambrian.core.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.ReverseRun;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.Blob;
import dev.cambrian.core.history.EventStore.Causation;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.HistoryException;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.history.WriteCondition;
import dev.cambrian.core.prompt.Untrusted;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.SpecException;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.ReportCodec;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.core.verdict.ViabilityReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Once a generation is promoted, verifies the artifact that was promoted before it once more, with
 * the rig of today and measured against the new one's contracts, and notes in the history how it
 * fared. The older generation keeps its outcome and its artifact: the verifier works on a copy.
 *
 * <p>Safe for use by several threads and processes; of two that do the same one is noted.
 */
public final class ReverseVerification {
  private final History history;
  private final Verifier verifier;
  private final Path home;

  private ReverseVerification(History history, Verifier verifier, Path home) {
    this.history = history;
    this.verifier = verifier;
    this.home = home;
  }

  /**
   * @param home the directory that the records' {@code artifactRef} is relative to
   */
  public static ReverseVerification of(History history, Verifier verifier, Path home) {
    return new ReverseVerification(history, verifier, home);
  }

  /**
   * Whose artifact is to be verified once more for this generation; empty where it is not promoted,
   * none was promoted before it, or it has been done.
   */
  public Optional<GenerationRecord> due(int generation) {
    return history
        .generation(generation)
        .filter(it -> it.outcome() == Outcome.PROMOTED && it.reverseRun().isEmpty())
        .flatMap(it -> Battery.source(history, generation))
        .filter(it -> it.artifactRef().isPresent());
  }

  /**
   * Does it, which takes as long as a verification. When the thread is interrupted, what runs is
   * ended, nothing is noted, so that it can be done another time, and the interrupt flag stays set.
   *
   * @return what was noted; empty where nothing was due or it was cancelled
   * @throws HistoryException if the history cannot be read or written
   */
  public Optional<ReverseRun> run(int generation) {
    Optional<GenerationRecord> baseline = due(generation);
    if (baseline.isEmpty()) {
      return Optional.empty();
    }
    GenerationRecord promoted = history.generation(generation).orElseThrow();
    return switch (verified(promoted, baseline.get())) {
      case Verification.Judged(ViabilityReport report) -> {
        Blob encoded = Blob.of(ReportCodec.encode(report).getBytes(UTF_8));
        ReverseRun.End end =
            new ReverseRun.Judged(
                report.viable(),
                report.failureStage(),
                VerificationRun.summary(report),
                encoded.hash());
        yield note(promoted, new ReverseRun(baseline.get().generation(), end), List.of(encoded));
      }
      case Verification.Aborted(FailureKind kind, String reason) -> {
        ReverseRun.End end =
            new ReverseRun.Aborted(kind, Untrusted.line(reason, VerificationRun.MAX_REASON));
        yield kind == FailureKind.CANCELLED
            ? Optional.empty()
            : note(promoted, new ReverseRun(baseline.get().generation(), end), List.of());
      }
    };
  }

  private Verification verified(GenerationRecord promoted, GenerationRecord baseline) {
    Path artifact = home.resolve(baseline.artifactRef().orElseThrow());
    if (!Files.isDirectory(artifact)) {
      return unavailable("its artifact %s is gone".formatted(artifact));
    }
    Optional<Spec> spec = spec(baseline);
    if (spec.isEmpty()) {
      return unavailable("its spec %s cannot be read".formatted(baseline.specHash()));
    }
    VerificationRequest request =
        new VerificationRequest(
            "reverse-%d-%s".formatted(promoted.generation(), UUID.randomUUID()),
            baseline.generation(),
            artifact,
            baseline.artifactHash().orElseThrow(),
            spec.get(),
            Battery.from(history, promoted));
    try {
      return verifier.verify(request, VerificationListener.NONE);
    } catch (RuntimeException | StackOverflowError thrown) {
      return VerificationRun.crashed(thrown);
    }
  }

  private static Verification unavailable(String reason) {
    return new Verification.Aborted(FailureKind.RESOURCE, reason);
  }

  private Optional<Spec> spec(GenerationRecord baseline) {
    try {
      Optional<Event.ArtifactSealed> sealed =
          StoredSpec.only(
              history.read(StreamId.generation(baseline.generation())), Event.ArtifactSealed.class);
      return StoredSpec.of(history, baseline.specHash(), sealed);
    } catch (SpecException | PipelineException | HistoryException.Corrupt unreadable) {
      return Optional.empty();
    }
  }

  private Optional<ReverseRun> note(
      GenerationRecord promoted, ReverseRun run, List<Blob> contents) {
    try {
      history.append(
          StreamId.generation(promoted.generation()),
          WriteCondition.any(),
          new Causation(promoted.correlationId(), promotion(promoted)),
          List.of(new Event.BaselineReverseRun(promoted.generation(), run)),
          contents);
      return Optional.of(run);
    } catch (HistoryException.IllegalTransition another) {
      // Somebody else has noted one meanwhile.
      return Optional.empty();
    }
  }

  private Optional<UUID> promotion(GenerationRecord promoted) {
    return history.read(StreamId.generation(promoted.generation())).stream()
        .filter(it -> it.event() instanceof Event.GenerationPromoted)
        .map(RecordedEvent::eventId)
        .findFirst();
  }
}
