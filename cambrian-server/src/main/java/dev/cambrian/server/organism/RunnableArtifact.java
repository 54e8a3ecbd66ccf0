package dev.cambrian.server.organism;

import dev.cambrian.core.artifact.ArtifactException;
import dev.cambrian.core.artifact.ArtifactReader;
import dev.cambrian.core.artifact.Manifest;
import dev.cambrian.core.artifact.ManifestCodec;
import dev.cambrian.core.artifact.ManifestException;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.SpecException;
import dev.cambrian.core.spec.Specs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * An artifact that may run: its generation is promoted, and its files are those that were found
 * viable.
 *
 * @param own the spec that it was grown from, as the history has it
 * @param grownFrom the spec that it is to grow from
 */
record RunnableArtifact(Spec own, NavigableMap<String, byte[]> files, Birth.SpecCopy grownFrom) {

  /**
   * Reads and checks it.
   *
   * @throws OrganismException where it may not run
   */
  static RunnableArtifact of(StartOrder order, History history) {
    Optional<GenerationRecord> record = promoted(order.generation(), history);
    Spec own = own(order.artifact(), record, history);
    ArtifactReader.Sound sound =
        ArtifactReader.read(order.artifact(), own)
            .fold(
                it -> it,
                broken -> {
                  throw invalid(
                      "the artifact cannot run: " + broken.problems().getFirst().message());
                });
    record
        .flatMap(GenerationRecord::artifactHash)
        .filter(it -> !it.equals(sound.artifact().manifest().artifactHash()))
        .ifPresent(
            it -> {
              throw invalid("the artifact is not the one that was found viable, " + it);
            });
    return new RunnableArtifact(own, sound.contents(), grownFrom(order, own));
  }

  /** Empty for a hand-made one. */
  private static Optional<GenerationRecord> promoted(int generation, History history) {
    if (generation == 0) {
      return Optional.empty();
    }
    GenerationRecord record =
        history
            .generation(generation)
            .orElseThrow(
                () ->
                    new OrganismException(
                        OrganismException.Kind.UNKNOWN, "there is no generation " + generation));
    if (record.outcome() != Outcome.PROMOTED) {
      throw new OrganismException(
          OrganismException.Kind.CONFLICT,
          "generation %d is %s; only a promoted one may run"
              .formatted(generation, record.outcome().id()));
    }
    return Optional.of(record);
  }

  private static Spec own(Path artifact, Optional<GenerationRecord> record, History history) {
    try {
      Manifest manifest =
          ManifestCodec.read(Files.readAllBytes(artifact.resolve(Manifest.FILE_NAME)));
      String hash = record.map(GenerationRecord::specHash).orElseGet(manifest::specHash);
      for (String path : manifest.files()) {
        String name = path.startsWith("spec/") ? path.substring("spec/".length()) : "";
        if (!name.isEmpty() && !name.contains("/")) {
          byte[] trusted =
              record.isPresent()
                  ? history.get(hash).orElseThrow(() -> invalid("the history has lost " + hash))
                  : Specs.bytes(artifact.resolve(path));
          return manifest.fitted(Specs.parse(name, trusted));
        }
      }
      throw invalid("the artifact has no copy of its spec");
    } catch (IOException | ManifestException | ArtifactException | SpecException e) {
      throw new OrganismException(
          OrganismException.Kind.INVALID, "the artifact cannot be read: " + e.getMessage(), e);
    }
  }

  private static Birth.SpecCopy grownFrom(StartOrder order, Spec own) {
    if (order.spec().isEmpty()) {
      return copy(own, own.artifactPath().substring("spec/".length()));
    }
    Path file = order.spec().get();
    try {
      return copy(Specs.read(file), String.valueOf(file.getFileName()));
    } catch (SpecException e) {
      throw new OrganismException(
          OrganismException.Kind.INVALID, String.valueOf(e.getMessage()), e);
    }
  }

  private static Birth.SpecCopy copy(Spec spec, String fileName) {
    return new Birth.SpecCopy(fileName, spec.text(), spec.hash());
  }

  private static OrganismException invalid(String message) {
    return new OrganismException(OrganismException.Kind.INVALID, message);
  }
}
