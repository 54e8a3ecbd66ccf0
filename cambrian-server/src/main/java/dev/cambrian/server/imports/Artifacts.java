package dev.cambrian.server.imports;

import dev.cambrian.core.artifact.ArtifactProblem;
import dev.cambrian.core.artifact.ArtifactReader;
import dev.cambrian.core.artifact.Manifest;
import dev.cambrian.core.artifact.ManifestCodec;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.SpecException;
import dev.cambrian.core.spec.Specs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Finds the code of records by its hash, in directories first and then in git, and checks it. */
final class Artifacts {

  private final Path root;
  private final Optional<SourceGit> git;
  private final Map<String, List<Candidate>> byHash = new HashMap<>();
  private final Map<Integer, List<Candidate>> byGeneration = new HashMap<>();
  private final Map<String, String> unreadable = new HashMap<>();

  Artifacts(Path root, List<Path> directories, Optional<SourceGit> git) {
    this.root = root;
    this.git = git;
    for (Path directory : directories) {
      ArtifactSource source = new DirectorySource(root, directory);
      Optional<Candidate> candidate = Candidate.of(source);
      if (candidate.isPresent()) {
        add(candidate.get());
      } else {
        unreadable.put(String.valueOf(directory.getFileName()), source.name());
      }
    }
  }

  private void add(Candidate candidate) {
    byHash
        .computeIfAbsent(candidate.manifest().artifactHash(), hash -> new ArrayList<>())
        .add(candidate);
    byGeneration
        .computeIfAbsent(candidate.manifest().generation(), number -> new ArrayList<>())
        .add(candidate);
  }

  /**
   * An artifact that was found sound, with the spec that it was grown from.
   *
   * @param model that its manifest names
   */
  record Found(Spec spec, ArtifactReader.Sound sound, String model) {}

  /**
   * The code of a record; empty where the record names none or none is kept.
   *
   * @param others hashes that other records claim
   * @param generation its number here
   * @param parent its parent's number here
   * @throws RefusedException if there is code, and it is not what the record says
   */
  Optional<Found> of(SourceRecord record, Set<String> others, int generation, int parent)
      throws RefusedException {
    if (record.artifactHash().isEmpty()) {
      return Optional.empty();
    }
    Optional<Candidate> candidate = candidate(record, record.artifactHash().get(), others);
    return candidate.isEmpty()
        ? Optional.empty()
        : Optional.of(checked(record, candidate.get(), generation, parent));
  }

  private Optional<Candidate> candidate(SourceRecord record, String hash, Set<String> others)
      throws RefusedException {
    Optional<Candidate> kept =
        byHash.getOrDefault(hash, List.of()).stream()
            .filter(it -> it.manifest().generation() == record.generation())
            .findFirst();
    if (kept.isPresent()) {
      return kept;
    }
    List<Candidate> archived = new ArrayList<>();
    if (git.isPresent()) {
      for (ArtifactSource source : git.get().of(record.generation())) {
        Optional<Candidate> found =
            Candidate.of(source).filter(it -> it.manifest().generation() == record.generation());
        if (found.isPresent() && found.get().manifest().artifactHash().equals(hash)) {
          return found;
        }
        found.ifPresent(archived::add);
      }
    }
    List<Candidate> strangers =
        new ArrayList<>(byGeneration.getOrDefault(record.generation(), List.of()));
    strangers.addAll(archived);
    for (Candidate stranger : strangers) {
      if (!others.contains(stranger.manifest().artifactHash())) {
        throw new RefusedException(
            "artifact-hash is %s, in the manifest of %s it is %s"
                .formatted(hash, stranger.source().name(), stranger.manifest().artifactHash()));
      }
    }
    String nameless = unreadable.get("gen-" + record.generation());
    if (nameless != null) {
      throw new RefusedException("artifact %s: its manifest is none".formatted(nameless));
    }
    return Optional.empty();
  }

  private Found checked(SourceRecord record, Candidate candidate, int generation, int parent)
      throws RefusedException {
    String where = "artifact " + candidate.source().name();
    Manifest manifest = candidate.manifest();
    if (!manifest.specHash().equals(record.specHash())) {
      throw new RefusedException(
          "%s: its manifest's spec-hash is %s, not %s"
              .formatted(where, manifest.specHash(), record.specHash()));
    }
    Map<String, byte[]> contents;
    try {
      contents = candidate.contents();
    } catch (RefusedException e) {
      throw new RefusedException(where + ": " + e.getMessage());
    }
    String fileName =
        candidate
            .specFileName(contents)
            .orElseThrow(
                () ->
                    new RefusedException(
                        "%s: no file in spec/ has the hash of its spec, %s"
                            .formatted(where, manifest.specHash())));
    Spec spec = manifest.fitted(spec(where, fileName, contents.get("spec/" + fileName)));
    if (generation != manifest.generation()) {
      contents.put(Manifest.FILE_NAME, renumbered(manifest, generation, parent));
    }
    return switch (ArtifactReader.check(root, contents, spec)) {
      case ArtifactReader.Sound sound -> new Found(spec, sound, manifest.producerModel());
      case ArtifactReader.Broken broken -> {
        ArtifactProblem first = broken.problems().getFirst();
        int more = broken.problems().size() - 1;
        throw new RefusedException(
            "%s: %s%s"
                .formatted(
                    where, first.message(), more == 0 ? "" : ", and %d more".formatted(more)));
      }
    };
  }

  private static Spec spec(String where, String fileName, byte @Nullable [] bytes)
      throws RefusedException {
    try {
      return Specs.parse(fileName, bytes == null ? new byte[0] : bytes);
    } catch (SpecException e) {
      throw new RefusedException(
          "%s: its spec cannot be used: %s".formatted(where, e.getMessage()));
    }
  }

  /** The hash of an artifact does not depend on its manifest, so that it may get another number. */
  private static byte[] renumbered(Manifest manifest, int generation, int parent) {
    ObjectNode unknown = manifest.unknown().deepCopy();
    unknown.put("imported-generation", manifest.generation());
    return ManifestCodec.write(
        new Manifest(
            manifest.cambrianVersion(),
            generation,
            parent,
            manifest.specHash(),
            manifest.artifactHash(),
            manifest.producerModel(),
            manifest.inputTokens(),
            manifest.outputTokens(),
            manifest.files(),
            manifest.createdAt(),
            manifest.entry(),
            manifest.contracts(),
            manifest.specLineage(),
            manifest.toolchain(),
            manifest.campaignId(),
            unknown));
  }

  /** For a record whose code is not kept: another artifact of the same spec has it too. */
  Optional<Spec> spec(String hash) {
    return byHash.values().stream()
        .flatMap(List::stream)
        .filter(candidate -> candidate.manifest().specHash().equals(hash))
        .map(Artifacts::specOf)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<Spec> specOf(Candidate candidate) {
    try {
      Map<String, byte[]> contents = candidate.contents();
      Optional<String> name = candidate.specFileName(contents);
      return name.isPresent()
          ? Optional.of(
              candidate
                  .manifest()
                  .fitted(
                      spec(
                          candidate.source().name(),
                          name.get(),
                          contents.get("spec/" + name.get()))))
          : Optional.empty();
    } catch (RefusedException unusable) {
      return Optional.empty();
    }
  }
}
