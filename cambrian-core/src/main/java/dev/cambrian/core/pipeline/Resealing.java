package dev.cambrian.core.pipeline;

import dev.cambrian.core.artifact.ArtifactReader;
import dev.cambrian.core.artifact.Manifest;
import dev.cambrian.core.artifact.ManifestCodec;
import dev.cambrian.core.artifact.SealedArtifact;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.SpecException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/** Makes an arrival of code that was sealed before. */
final class Resealing {
  private final Pipeline pipeline;

  Resealing(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  /** See {@link Supervision#again}. */
  Arrival arrival(GenerationRecord record, int number, UUID correlationId) {
    Spec spec = spec(record);
    return switch (ArtifactReader.read(pipeline.artifact(record.generation()), spec)) {
      case ArtifactReader.Broken(var problems) ->
          throw wrong(record, "is not as it was sealed: " + problems.getFirst().message());
      case ArtifactReader.Sound sound -> {
        Manifest manifest = sound.artifact().manifest();
        if (!record.artifactHash().equals(Optional.of(manifest.artifactHash()))) {
          throw wrong(record, "is not as it was sealed: its hash is " + manifest.artifactHash());
        }
        yield new Arrival(
            number,
            record.parent(),
            spec,
            numbered(sound, record.parent(), number),
            Optional.empty(),
            correlationId);
      }
    };
  }

  private Spec spec(GenerationRecord record) {
    Optional<Event.ArtifactSealed> sealed =
        StoredSpec.only(
            pipeline.history().read(StreamId.generation(record.generation())),
            Event.ArtifactSealed.class);
    if (sealed.isEmpty()) {
      throw wrong(record, "was never sealed: there is nothing to run again");
    }
    try {
      return StoredSpec.of(pipeline.history(), record.specHash(), sealed)
          .orElseThrow(() -> wrong(record, "is of a spec that is not registered"));
    } catch (SpecException unreadable) {
      throw wrong(record, "is of a spec that cannot be read: " + unreadable.getMessage());
    }
  }

  private ArtifactReader.Sound numbered(ArtifactReader.Sound sound, int parent, int number) {
    Manifest old = sound.artifact().manifest();
    Manifest manifest =
        new Manifest(
            old.cambrianVersion(),
            number,
            parent,
            old.specHash(),
            old.artifactHash(),
            old.producerModel(),
            0,
            0,
            old.files(),
            pipeline.clock().instant().truncatedTo(ChronoUnit.MILLIS),
            old.entry(),
            old.contracts(),
            old.specLineage(),
            old.toolchain(),
            Optional.empty(),
            old.unknown());
    SealedArtifact artifact = sound.artifact();
    return new ArtifactReader.Sound(
        new SealedArtifact(
            artifact.directory(), manifest, ManifestCodec.write(manifest), artifact.files()),
        sound.contents());
  }

  private static SupervisionException wrong(GenerationRecord record, String what) {
    return new SupervisionException.WrongState(
        record.generation(), "the code of generation %d %s".formatted(record.generation(), what));
  }
}
