package dev.cambrian.core.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.artifact.AnswerParser;
import dev.cambrian.core.artifact.AnswerRejectedException;
import dev.cambrian.core.artifact.ArtifactWriter;
import dev.cambrian.core.artifact.Manifest;
import dev.cambrian.core.artifact.ManifestCodec;
import dev.cambrian.core.artifact.SealedArtifact;
import dev.cambrian.core.artifact.Sealing;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.History;
import dev.cambrian.core.llm.LlmAnswer.StopReason;
import dev.cambrian.core.spec.Spec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Rebuilds one generation from its recorded exchanges, without a model, and compares it with what
 * was sealed.
 */
public final class Replayer {
  private final History history;

  public Replayer(History history) {
    this.history = history;
  }

  /**
   * What the rebuilding gave.
   *
   * @param exchanges recorded answers that were read again
   * @param differences one line each; empty where the rebuilt artifact is the sealed one, byte for
   *     byte
   */
  public record Replay(
      int generation,
      int exchanges,
      String sealedHash,
      String rebuiltHash,
      Path artifact,
      List<String> differences) {
    public Replay {
      differences = List.copyOf(differences);
    }

    public boolean identical() {
      return differences.isEmpty();
    }
  }

  /**
   * @param target directory for the rebuilt artifact; must not exist
   * @throws PipelineException if there is no such generation, or it has no artifact
   */
  public Replay replay(int generation, Path target) {
    List<RecordedEvent> events = history.read(StreamId.generation(generation));
    if (events.isEmpty()) {
      throw new PipelineException(
          "there is no generation %d; `cambrian log` lists what there is".formatted(generation));
    }
    Event.GenerationStarted started =
        only(events, Event.GenerationStarted.class)
            .orElseThrow(
                () ->
                    new PipelineException("generation %d has no beginning".formatted(generation)));
    Event.ArtifactSealed sealed =
        only(events, Event.ArtifactSealed.class)
            .orElseThrow(
                () ->
                    new PipelineException(
                        "generation %d has no artifact to rebuild; `cambrian show %d` tells why"
                            .formatted(generation, generation)));
    Spec spec = spec(started.specHash(), sealed);
    byte[] manifestBytes = blob(sealed.manifestBlob());
    Manifest manifest = ManifestCodec.read(manifestBytes);
    List<Event.LlmAnswered> answers = all(events, Event.LlmAnswered.class);
    SealedArtifact rebuilt =
        ArtifactWriter.seal(
            target,
            AnswerParser.parse(
                accepted(generation, answers, events, spec), spec.toolchain(), spec.artifactPath()),
            new Sealing(
                spec,
                generation,
                started.parent(),
                sealed.producerModel(),
                sealed.usage(),
                manifest.createdAt(),
                manifest.specLineage(),
                started.campaignId()));
    return new Replay(
        generation,
        answers.size(),
        sealed.artifactHash(),
        rebuilt.manifest().artifactHash(),
        target,
        differences(sealed, manifestBytes, rebuilt));
  }

  /** The answers before the last were rejected, and must be rejected again. */
  private String accepted(
      int generation, List<Event.LlmAnswered> answers, List<RecordedEvent> events, Spec spec) {
    int rejected = all(events, Event.AnswerRejected.class).size();
    if (answers.size() != rejected + 1) {
      throw new PipelineException(
          "generation %d has %d answers and %d rejections: one more answer was expected"
              .formatted(generation, answers.size(), rejected));
    }
    for (Event.LlmAnswered answer : answers.subList(0, rejected)) {
      if (answer.stopReason() != StopReason.COMPLETE) {
        continue;
      }
      try {
        AnswerParser.parse(text(answer), spec.toolchain(), spec.artifactPath());
      } catch (AnswerRejectedException again) {
        continue;
      }
      throw new PipelineException(
          "generation %d: the answer %s %d was rejected then and is accepted now: this Cambrian reads answers differently"
              .formatted(generation, answer.purpose().id(), answer.ordinal()));
    }
    return text(answers.getLast());
  }

  private static List<String> differences(
      Event.ArtifactSealed sealed, byte[] manifestBytes, SealedArtifact rebuilt) {
    List<String> differences = new ArrayList<>();
    if (!sealed.artifactHash().equals(rebuilt.manifest().artifactHash())) {
      differences.add(
          "artifact-hash: sealed %s, rebuilt %s"
              .formatted(sealed.artifactHash(), rebuilt.manifest().artifactHash()));
    }
    if (!sealed.files().equals(rebuilt.files())) {
      differences.add("the list of files, their sizes or their hashes differ");
    }
    if (!Arrays.equals(manifestBytes, rebuilt.manifestBytes())) {
      differences.add("manifest.json differs");
    }
    return differences;
  }

  private Spec spec(String hash, Event.ArtifactSealed sealed) {
    return StoredSpec.of(history, hash, Optional.of(sealed))
        .orElseThrow(
            () -> new PipelineException("the spec %s is not in the history".formatted(hash)));
  }

  private String text(Event.LlmAnswered answer) {
    return new String(blob(answer.answerBlob()), UTF_8);
  }

  private byte[] blob(String hash) {
    return history
        .get(hash)
        .orElseThrow(
            () -> new PipelineException("the history has lost the content %s".formatted(hash)));
  }

  private static <E extends Event> Optional<E> only(List<RecordedEvent> events, Class<E> type) {
    return all(events, type).stream().findFirst();
  }

  private static <E extends Event> List<E> all(List<RecordedEvent> events, Class<E> type) {
    return events.stream()
        .map(RecordedEvent::event)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }
}
