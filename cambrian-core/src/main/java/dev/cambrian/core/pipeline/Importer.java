package dev.cambrian.core.pipeline;

import dev.cambrian.core.artifact.ArtifactHash;
import dev.cambrian.core.artifact.ArtifactReader;
import dev.cambrian.core.artifact.ArtifactWriter;
import dev.cambrian.core.artifact.DirectoryTree;
import dev.cambrian.core.artifact.Manifest;
import dev.cambrian.core.artifact.SealedArtifact;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.Blob;
import dev.cambrian.core.history.EventStore.Causation;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.HistoryException;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.history.WriteCondition;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.prompt.Untrusted;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Diagnostics;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Makes generations that another system grew into history: the ordinary events, the artifact in
 * {@code artifacts/gen-N} and the archive's commit and tag. Nothing is run and nobody is asked.
 *
 * <p>All events of a generation are appended at once, after its artifact is on disk and before the
 * archive knows it. What a process that died left undone is done when the same generation is taken
 * again. One process at a time imports into a home.
 */
public final class Importer {
  /** What an imported verification ran in, as far as this home knows. */
  public static final String ISOLATION = "imported";

  private static final int MAX_REASON = 500;

  /** What became of a generation. */
  public enum Result {
    IMPORTED,
    /** It was tested when it was imported before and is closed now. */
    CLOSED,
    /** It is here already; the archive is brought up to date. */
    KNOWN,
    /** Another generation has the number. */
    TAKEN,
    /** No generation has the number, but there is code of one. */
    OCCUPIED
  }

  private final History history;
  private final GenerationArchive archive;
  private final Path home;

  private Importer(History history, GenerationArchive archive, Path home) {
    this.history = history;
    this.archive = archive;
    this.home = home;
  }

  /**
   * @param home gets {@code artifacts/gen-N}
   */
  public static Importer of(History history, GenerationArchive archive, Path home) {
    return new Importer(history, archive, home);
  }

  /** What {@link #take} would answer; writes nothing. */
  public Result look(ImportedGeneration generation) {
    Optional<GenerationRecord> here = history.generation(generation.generation());
    if (here.isPresent()) {
      if (!isSame(here.get(), generation)) {
        return Result.TAKEN;
      }
      return isUnclosed(here.get(), generation) ? Result.CLOSED : Result.KNOWN;
    }
    return archive.contains(generation.generation()) || isOccupied(generation)
        ? Result.OCCUPIED
        : Result.IMPORTED;
  }

  /**
   * Takes in a generation, or completes one that was taken in before.
   *
   * @throws dev.cambrian.core.CambrianException if the home cannot be written; to be repeated
   */
  public Result take(ImportedGeneration generation) {
    Result result = look(generation);
    switch (result) {
      case IMPORTED -> {
        if (!begin(generation)) {
          return take(generation);
        }
        settle(generation.generation());
      }
      case CLOSED -> {
        GenerationRecord here = history.generation(generation.generation()).orElseThrow();
        GenerationStream.resume(
                history, here.generation(), generation.correlationId(), here.version())
            .append(closing(generation).orElseThrow());
        settle(generation.generation());
      }
      case KNOWN -> {
        if (isImported(generation)) {
          settle(generation.generation());
        }
      }
      case TAKEN, OCCUPIED -> {}
    }
    return result;
  }

  /** By its correlation id; or it is here because it was grown here, and then left alone. */
  private static boolean isSame(GenerationRecord here, ImportedGeneration generation) {
    return here.correlationId().equals(generation.correlationId())
        || (generation.artifact().isPresent()
            && here.specHash().equals(generation.spec().hash())
            && here.artifactHash().equals(generation.artifact().map(Importer::hash)));
  }

  private boolean isImported(ImportedGeneration generation) {
    return history
        .generation(generation.generation())
        .filter(here -> here.correlationId().equals(generation.correlationId()))
        .isPresent();
  }

  /** Whether it was still waiting for its end when it was imported before. */
  private static boolean isUnclosed(GenerationRecord here, ImportedGeneration generation) {
    return here.correlationId().equals(generation.correlationId())
        && here.outcome() == Outcome.TESTED
        && generation.outcome().closed();
  }

  /** False where another process took the number meanwhile. */
  private boolean begin(ImportedGeneration generation) {
    Optional<SealedArtifact> artifact = generation.artifact().map(it -> keep(generation, it));
    SpecRegistry.register(history, generation.spec(), generation.correlationId());
    List<Blob> blobs = new ArrayList<>();
    artifact.ifPresent(it -> blobs.add(Blob.of(it.manifestBytes())));
    List<Event> events = new ArrayList<>();
    events.add(started(generation));
    artifact.ifPresent(
        it -> {
          events.add(sealed(generation, it));
          generation
              .verdict()
              .ifPresent(
                  verdict -> {
                    verified(generation, verdict, events);
                    blobs.add(Blob.of(verdict.bytes()));
                  });
        });
    closing(generation).ifPresent(events::add);
    try {
      history.append(
          StreamId.generation(generation.generation()),
          WriteCondition.noStream(),
          Causation.of(generation.correlationId()),
          events,
          blobs);
      return true;
    } catch (HistoryException.Conflict taken) {
      artifact.ifPresent(it -> delete(it.directory()));
      return false;
    }
  }

  private static Event started(ImportedGeneration generation) {
    return new Event.GenerationStarted(
        generation.generation(),
        generation.parent(),
        generation.spec().hash(),
        1,
        Optional.empty(),
        1,
        generation.model(),
        generation.campaignId(),
        generation.created());
  }

  private static Event sealed(ImportedGeneration generation, SealedArtifact artifact) {
    Manifest manifest = artifact.manifest();
    return new Event.ArtifactSealed(
        generation.generation(),
        manifest.artifactHash(),
        Pipeline.artifactRef(generation.generation()),
        manifest.producerModel(),
        TokenUsage.of(manifest.inputTokens(), manifest.outputTokens()),
        ArtifactHash.ofContent(artifact.manifestBytes()),
        artifact.files());
  }

  private static void verified(
      ImportedGeneration generation, ImportedGeneration.Verdict verdict, List<Event> events) {
    int number = generation.generation();
    String runId = "import-" + generation.correlationId();
    ViabilityReport report = verdict.report();
    events.add(new Event.VerificationStarted(number, runId, ISOLATION));
    for (Stage stage : Stage.values()) {
      StageFacts facts = StageFacts.of(report, stage);
      if (facts.attempted() || report.failureStage().equals(Optional.of(stage))) {
        events.add(
            new Event.StageFinished(number, runId, stage, facts.passed(), facts.durationMs()));
      }
    }
    events.add(
        new Event.VerdictGiven(
            number,
            runId,
            report.viable(),
            report.failureStage(),
            summary(report),
            ArtifactHash.ofContent(verdict.bytes())));
  }

  private static String summary(ViabilityReport report) {
    return Untrusted.line(
        report.diagnostics().map(Diagnostics::summary).orElse("every stage passed"), MAX_REASON);
  }

  private static Optional<Event> closing(ImportedGeneration generation) {
    int number = generation.generation();
    return switch (generation.outcome()) {
      case PROMOTED ->
          Optional.of(
              new Event.GenerationPromoted(
                  number, hash(generation.artifact().orElseThrow()), generation.completed()));
      case FAILED, TIMEOUT ->
          Optional.of(
              new Event.GenerationRolledBack(
                  number, kind(generation), reason(generation), generation.completed()));
      case TESTED, IN_PROGRESS -> Optional.empty();
    };
  }

  private static FailureKind kind(ImportedGeneration generation) {
    if (generation.outcome() == Outcome.TIMEOUT) {
      return FailureKind.TIMED_OUT;
    }
    if (generation.verdict().isPresent()) {
      return generation.verdict().get().viable() ? FailureKind.CANCELLED : FailureKind.NON_VIABLE;
    }
    return generation.artifact().isPresent()
        ? FailureKind.RIG_CRASHED
        : FailureKind.UNREADABLE_ANSWER;
  }

  private static String reason(ImportedGeneration generation) {
    return Untrusted.line(
        generation
            .reason()
            .or(
                () ->
                    generation
                        .verdict()
                        .flatMap(
                            verdict ->
                                verdict
                                    .report()
                                    .failureStage()
                                    .map(
                                        stage ->
                                            "failed at %s: %s"
                                                .formatted(stage.id(), summary(verdict.report())))))
            .orElse("ended as %s where it was grown".formatted(generation.outcome().id())),
        1_000);
  }

  /**
   * Brings the archive to what the history says of a generation that was imported before; every
   * step may be repeated.
   *
   * @throws java.util.NoSuchElementException if there is no generation of that number
   */
  public void settle(int number) {
    GenerationRecord here = history.generation(number).orElseThrow();
    if (here.artifactHash().isPresent() && !archive.contains(number)) {
      archive.commit(number, here.parent(), artifact(number));
    }
    switch (here.outcome()) {
      case PROMOTED -> archive.promote(number);
      case FAILED, TIMEOUT -> archive.rollBack(number, here.reason().orElse("failed"));
      case TESTED, IN_PROGRESS -> {}
    }
  }

  private SealedArtifact keep(ImportedGeneration generation, ArtifactReader.Sound sound) {
    Path target = artifact(generation.generation());
    try {
      dropUnfinished(generation.generation());
    } catch (IOException e) {
      throw undeletable(target, e);
    }
    if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      return ArtifactWriter.copy(target, sound);
    }
    SealedArtifact same = sound.artifact();
    return new SealedArtifact(target, same.manifest(), same.manifestBytes(), same.files());
  }

  /** What stands in the way of the generation that has the number. */
  private static void delete(Path artifact) {
    try {
      DirectoryTree.delete(artifact);
    } catch (IOException e) {
      throw undeletable(artifact, e);
    }
  }

  private static PipelineException undeletable(Path artifact, IOException e) {
    return new PipelineException(
        "cannot delete the unfinished artifact %s: %s".formatted(artifact, e), e);
  }

  /** What an import wrote that died before it was whole. */
  private void dropUnfinished(int generation) throws IOException {
    Path artifacts = home.resolve(Pipeline.ARTIFACTS);
    if (!Files.isDirectory(artifacts, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (DirectoryStream<Path> unfinished =
        Files.newDirectoryStream(artifacts, ".gen-%d.tmp-*".formatted(generation))) {
      for (Path directory : unfinished) {
        DirectoryTree.delete(directory);
      }
    }
  }

  /** Whether there is another artifact; the same one was put there by an import that died. */
  private boolean isOccupied(ImportedGeneration generation) {
    Path target = artifact(generation.generation());
    if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    return generation
        .artifact()
        .map(
            wanted ->
                !ArtifactReader.read(target, generation.spec())
                    .<Boolean>fold(
                        found ->
                            found.artifact().files().equals(wanted.artifact().files())
                                && Arrays.equals(
                                    found.artifact().manifestBytes(),
                                    wanted.artifact().manifestBytes()),
                        broken -> false))
        .orElse(true);
  }

  private Path artifact(int generation) {
    return home.resolve(Pipeline.artifactRef(generation));
  }

  private static String hash(ArtifactReader.Sound sound) {
    return sound.artifact().manifest().artifactHash();
  }

  /** What a report says of one stage. */
  private record StageFacts(boolean passed, long durationMs) {
    static StageFacts of(ViabilityReport report, Stage stage) {
      ViabilityReport.Checks checks = report.checks();
      return switch (stage) {
        case MANIFEST -> of(checks.manifest());
        case BUILD -> of(checks.build());
        case TEST -> new StageFacts(checks.test().passed(), checks.test().durationMs());
        case START -> of(checks.start());
        case HEALTH -> new StageFacts(checks.health().passed(), checks.health().durationMs());
      };
    }

    private static StageFacts of(ViabilityReport.StageCheck check) {
      return new StageFacts(check.passed(), check.durationMs());
    }

    /** A stage that was not attempted has neither passed nor taken time. */
    boolean attempted() {
      return passed || durationMs > 0;
    }
  }
}
