package dev.cambrian.core.pipeline;

import dev.cambrian.core.CambrianException;
import dev.cambrian.core.Pause;
import dev.cambrian.core.artifact.ArtifactReader;
import dev.cambrian.core.artifact.SealedArtifact;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.HistoryException;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.LastingRuns;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.Verifier;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Takes in generations that others produced, has them judged, and promotes or rolls back what they
 * are told to. Every step is an event before the next begins, and every step may be repeated after
 * a crash: {@link #recover} tells what is left to be judged.
 *
 * <p>Safe for use by several threads. One process at a time supervises a home; growths may run
 * beside it, and their open generations are not touched.
 */
public final class Supervision {
  private static final int GUARDS = 64;

  /** As often another process may come between the look at a generation and the step. */
  private static final int TRIES = 5;

  private final Pipeline pipeline;
  private final GrowthOptions options;
  private final GrowthListener listener;
  private final Closer closer;
  private final List<ReentrantLock> guards =
      Stream.generate(ReentrantLock::new).limit(GUARDS).toList();

  private Supervision(Pipeline pipeline, GrowthOptions options, GrowthListener listener) {
    this.pipeline = pipeline;
    this.options = options;
    this.listener = listener;
    this.closer = new Closer(pipeline, listener);
  }

  /**
   * Over one home.
   *
   * @param runs of the verifier that outlive a process
   * @param home gets {@code artifacts/gen-N}
   * @param infrastructureRetries of a verification that ended without a verdict for no fault of the
   *     artifact, 0 to 10
   */
  public static Supervision of(
      History history,
      Verifier verifier,
      LastingRuns runs,
      GenerationArchive archive,
      Path home,
      Clock clock,
      int infrastructureRetries,
      GrowthListener listener) {
    return new Supervision(
        new Pipeline(
            history,
            (request, progress) -> {
              throw new IllegalStateException("a supervision asks no model");
            },
            verifier,
            runs,
            archive,
            home,
            clock,
            Pause.SLEEP,
            answer -> OptionalLong.empty()),
        GrowthOptions.of("none").withInfrastructureRetries(infrastructureRetries),
        listener);
  }

  /**
   * Gives the artifact its number, copies it into the home and seals it. It waits to be judged from
   * then on.
   *
   * @throws SupervisionException.WrongState if the number is taken
   * @throws CambrianException if the home cannot be written; what was begun is closed as a failure
   *     of this machine
   */
  public GenerationRecord take(Arrival arrival) {
    int generation = arrival.generation();
    return guarded(
        generation,
        () -> {
          new Admission(pipeline, listener).admit(arrival);
          return known(generation);
        });
  }

  /**
   * The sealed code of a generation as an arrival that wants to be another one: the same files,
   * spec, parent and producer under that number. What the code cost stays with the first.
   *
   * @param number above every generation
   * @throws SupervisionException if it is unknown, or its code or spec is not there as it was
   *     sealed
   */
  public Arrival again(int generation, int number, UUID correlationId) {
    return new Resealing(pipeline).arrival(known(generation), number, correlationId);
  }

  /**
   * Archives and judges what {@link #take} took in, and waits for the verdict, which leaves it as
   * tested. Without a verdict it is closed. Does nothing where there is a verdict already. When the
   * thread is interrupted, the verification ends and the generation is closed as cancelled.
   *
   * @param whyCancelled asked in that case, one line
   */
  public GenerationRecord judge(int generation, Supplier<String> whyCancelled) {
    GenerationRecord record = known(generation);
    if (record.outcome() != Outcome.IN_PROGRESS || record.artifactHash().isEmpty()) {
      return record;
    }
    List<RecordedEvent> events = pipeline.history().read(StreamId.generation(generation));
    GenerationStream stream =
        GenerationStream.resume(
            pipeline.history(), generation, record.correlationId(), events.size());
    Spec spec = spec(record, events);
    try {
      judge(stream, record.parent(), spec, VerificationRun.Earlier.of(events), whyCancelled);
    } catch (HistoryException unwritable) {
      throw unwritable;
    } catch (CambrianException e) {
      closer.rollBack(
          stream, FailureKind.RESOURCE, String.valueOf(e.getMessage()), Optional.empty());
    }
    return known(generation);
  }

  private void judge(
      GenerationStream stream,
      int parent,
      Spec spec,
      VerificationRun.Earlier earlier,
      Supplier<String> whyCancelled) {
    int generation = stream.generation();
    ArtifactReader.Result read = ArtifactReader.read(pipeline.artifact(generation), spec);
    if (Thread.currentThread().isInterrupted()) {
      // An interrupt cuts a reading short, so that it tells nothing.
      pipeline.archive().commit(generation, parent, pipeline.artifact(generation));
      closer.rollBack(stream, FailureKind.CANCELLED, whyCancelled.get(), Optional.empty());
      return;
    }
    switch (read) {
      case ArtifactReader.Broken broken ->
          closer.rollBack(
              stream,
              FailureKind.RESOURCE,
              "its stored artifact is damaged: " + broken.problems().getFirst().message(),
              Optional.empty());
      case ArtifactReader.Sound(var artifact, var _) -> {
        pipeline.archive().commit(generation, parent, artifact.directory());
        judge(stream, artifact, spec, earlier, whyCancelled);
      }
    }
  }

  private void judge(
      GenerationStream stream,
      SealedArtifact artifact,
      Spec spec,
      VerificationRun.Earlier earlier,
      Supplier<String> whyCancelled) {
    GenerationRecord record = known(stream.generation());
    Verification end =
        new VerificationRun(pipeline, spec, options, record.correlationId(), listener)
            .run(stream, artifact, earlier);
    if (end instanceof Verification.Aborted(var kind, var reason)) {
      closer.rollBack(
          stream,
          kind,
          kind == FailureKind.CANCELLED ? whyCancelled.get() : reason,
          Optional.empty());
    }
  }

  private Spec spec(GenerationRecord record, List<RecordedEvent> events) {
    return StoredSpec.of(
            pipeline.history(),
            record.specHash(),
            StoredSpec.only(events, Event.ArtifactSealed.class))
        .orElseThrow(
            () ->
                new PipelineException(
                    "the spec of generation %d is not registered".formatted(record.generation())));
  }

  /**
   * Promotes a tested, viable generation; one that is promoted already stays so.
   *
   * @throws SupervisionException if it is unknown, not tested, non-viable or rolled back
   */
  public GenerationRecord promote(int generation) {
    return closing(
        generation,
        record -> {
          switch (record.outcome()) {
            case PROMOTED -> pipeline.archive().promote(generation);
            case FAILED, TIMEOUT ->
                throw wrong(record, "was rolled back and cannot be promoted: grow another");
            case IN_PROGRESS ->
                throw wrong(record, "has no verdict yet: wait for it before promoting");
            case TESTED -> {
              if (!record.viable().orElse(false)) {
                throw wrong(
                    record,
                    "is non-viable%s, and only a viable generation is promoted: roll it back"
                        .formatted(record.failureStage().map(it -> " at " + it.id()).orElse("")));
              }
              closer.promote(stream(record), record.artifactHash().orElseThrow());
            }
          }
        });
  }

  /**
   * Closes a generation as failed; one that is already stays as it is. One that is being judged
   * must be cancelled first.
   *
   * @param reason one line, for a viable one; a non-viable one says it itself
   * @throws SupervisionException if it is unknown or promoted, or its verification goes on
   */
  public GenerationRecord rollBack(int generation, String reason) {
    return closing(
        generation,
        record -> {
          switch (record.outcome()) {
            case PROMOTED -> throw wrong(record, "is promoted, which is final");
            case FAILED, TIMEOUT ->
                pipeline.archive().rollBack(generation, record.reason().orElse("failed"));
            case IN_PROGRESS -> throw wrong(record, "is being judged");
            case TESTED -> {
              boolean viable = record.viable().orElse(false);
              closer.rollBack(
                  stream(record),
                  viable ? FailureKind.CANCELLED : FailureKind.NON_VIABLE,
                  viable
                      ? reason
                      : record.failureStage().map(it -> "failed at " + it.id()).orElse(reason),
                  Optional.empty());
            }
          }
        });
  }

  /** What is done to a generation as it is found. */
  private interface Step {
    void with(GenerationRecord record);
  }

  private GenerationRecord closing(int generation, Step step) {
    return guarded(
        generation,
        () -> {
          for (int tries = 1; ; tries++) {
            GenerationRecord record = known(generation);
            if (!record.outcome().closed()
                && GrowthLock.exists(pipeline.growths(), record.correlationId())) {
              throw wrong(record, "belongs to a growth that is under way and decides itself");
            }
            try {
              step.with(record);
              return known(generation);
            } catch (HistoryException.Conflict changed) {
              if (tries == TRIES) {
                throw changed;
              }
            }
          }
        });
  }

  private static SupervisionException wrong(GenerationRecord record, String what) {
    return new SupervisionException.WrongState(
        record.generation(), "generation %d %s".formatted(record.generation(), what));
  }

  private GenerationStream stream(GenerationRecord record) {
    return GenerationStream.resume(
        pipeline.history(), record.generation(), record.correlationId(), record.version());
  }

  private GenerationRecord known(int generation) {
    return pipeline
        .history()
        .generation(generation)
        .orElseThrow(() -> new SupervisionException.Unknown(generation));
  }

  private GenerationRecord guarded(int generation, Supplier<GenerationRecord> work) {
    ReentrantLock guard = guards.get(generation % GUARDS);
    guard.lock();
    try {
      return work.get();
    } finally {
      guard.unlock();
    }
  }

  /**
   * Closes what was begun and has no artifact, settles growths whose process died, and tells which
   * generations wait to be judged: for each of them {@link #judge} is to be called.
   */
  public List<Integer> recover() {
    return new OpenGenerations(pipeline, listener).recover();
  }

  /** Brings the archive up to date with what the history says of a generation. */
  public void settle(int generation) {
    GenerationRecord _ =
        guarded(
            generation,
            () -> {
              GenerationRecord record = known(generation);
              if (record.artifactHash().isPresent()) {
                pipeline
                    .archive()
                    .commit(generation, record.parent(), pipeline.artifact(generation));
              }
              switch (record.outcome()) {
                case PROMOTED -> pipeline.archive().promote(generation);
                case FAILED, TIMEOUT ->
                    pipeline.archive().rollBack(generation, record.reason().orElse("failed"));
                case IN_PROGRESS, TESTED -> {}
              }
              return record;
            });
  }
}
