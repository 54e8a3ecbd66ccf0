package dev.cambrian.core.pipeline;

import dev.cambrian.core.CambrianException;
import dev.cambrian.core.artifact.ArtifactHash;
import dev.cambrian.core.artifact.ArtifactWriter;
import dev.cambrian.core.artifact.SealedArtifact;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.history.HistoryException;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.verdict.FailureKind;
import java.util.Optional;

/** Makes a generation of an artifact that arrived. */
final class Admission {
  private final Pipeline pipeline;
  private final GrowthListener listener;

  Admission(Pipeline pipeline, GrowthListener listener) {
    this.pipeline = pipeline;
    this.listener = listener;
  }

  /** See {@link Supervision#take}. */
  void admit(Arrival arrival) {
    refuseTaken(arrival.generation());
    SpecRegistry.register(pipeline.history(), arrival.spec(), arrival.correlationId());
    GenerationStream stream = claim(arrival);
    try {
      seal(stream, arrival);
    } catch (CambrianException e) {
      new Closer(pipeline, listener)
          .rollBack(stream, FailureKind.RESOURCE, String.valueOf(e.getMessage()), Optional.empty());
      throw e;
    }
  }

  private void refuseTaken(int generation) {
    if (pipeline.history().generation(generation).isPresent()) {
      throw taken(generation);
    }
    if (pipeline.archive().contains(generation)) {
      throw new SupervisionException.WrongState(
          generation,
          "%s has the code of a generation %d that its history does not know; take another number"
              .formatted(pipeline.home(), generation));
    }
  }

  private static SupervisionException taken(int generation) {
    return new SupervisionException.WrongState(
        generation, "there is a generation %d already; take the next number".formatted(generation));
  }

  private GenerationStream claim(Arrival arrival) {
    try {
      return GenerationStream.claim(
          pipeline.history(),
          arrival.correlationId(),
          new Event.GenerationStarted(
              arrival.generation(),
              arrival.parent(),
              arrival.spec().hash(),
              1,
              Optional.empty(),
              1,
              arrival.artifact().artifact().manifest().producerModel(),
              arrival.campaignId()));
    } catch (HistoryException.Conflict faster) {
      throw taken(arrival.generation());
    }
  }

  private void seal(GenerationStream stream, Arrival arrival) {
    int generation = stream.generation();
    SealedArtifact artifact =
        ArtifactWriter.copy(pipeline.artifact(generation), arrival.artifact());
    try {
      stream.append(
          new Event.ArtifactSealed(
              generation,
              artifact.manifest().artifactHash(),
              Pipeline.artifactRef(generation),
              artifact.manifest().producerModel(),
              new TokenUsage(
                  artifact.manifest().inputTokens(), artifact.manifest().outputTokens(), 0, 0),
              ArtifactHash.ofContent(artifact.manifestBytes()),
              artifact.files()),
          artifact.manifestBytes());
    } catch (CambrianException e) {
      // Nobody knows of the copy, so that it must not stay.
      Unfinished.delete(pipeline, generation);
      throw e;
    }
    listener.on(
        new GrowthProgress.Sealed(generation, artifact.directory(), artifact.files().size() + 1));
  }
}
