package dev.cambrian.server.verify;

import dev.cambrian.core.artifact.ArtifactReader;
import dev.cambrian.core.artifact.Manifest;
import dev.cambrian.core.artifact.SealedArtifact;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Compares an artifact on the disk with what it was sealed as.
 *
 * @param who stands before each defect
 * @param isSealedManifest whether these are the bytes that its manifest had
 */
record ArtifactCheck(
    String who,
    Path directory,
    Event.ArtifactSealed sealed,
    Predicate<byte[]> isSealedManifest,
    Consumer<String> defect) {
  static final String NOT_AS_SEALED = " is not as it was sealed";
  private static final String GONE = " is gone";

  /** Without its spec, which the rules of an artifact need, its files are still compared. */
  void run(Optional<Spec> spec) {
    if (spec.isEmpty()) {
      SealedFiles.lost(directory, sealed.files()).forEach(path -> defect.accept(who + path + GONE));
      SealedFiles.changed(directory, sealed.files())
          .forEach(path -> defect.accept(who + path + NOT_AS_SEALED));
      return;
    }
    switch (ArtifactReader.read(directory, named(spec.get()))) {
      case ArtifactReader.Broken broken -> broken(broken);
      case ArtifactReader.Sound sound -> sound(sound.artifact());
    }
  }

  /** The same spec may have been registered under another name than this artifact has it by. */
  private Spec named(Spec spec) {
    return sealed
        .specFileName(spec.hash())
        .filter(name -> !name.equals(spec.fileName()))
        .map(name -> Specs.parse(name, spec.text().getBytes(StandardCharsets.UTF_8)))
        .orElse(spec);
  }

  /**
   * Names the files that changed, of which the reader only knows that the whole hash is another.
   */
  private void broken(ArtifactReader.Broken broken) {
    List<String> changed = SealedFiles.changed(directory, sealed.files());
    changed.forEach(path -> defect.accept(who + path + NOT_AS_SEALED));
    boolean explained =
        !changed.isEmpty()
            || broken.problems().stream()
                .anyMatch(problem -> problem.rule().equals("file-missing"));
    broken.problems().stream()
        .filter(problem -> !explained || !problem.rule().equals("artifact-hash"))
        .filter(problem -> problem.path().filter(changed::contains).isEmpty())
        .forEach(problem -> defect.accept(who + problem.message()));
  }

  /** One that agrees with its own manifest, but perhaps not with the history. */
  private void sound(SealedArtifact artifact) {
    String actual = artifact.manifest().artifactHash();
    if (!actual.equals(sealed.artifactHash())) {
      defect.accept("%shash is %s, not %s".formatted(who, actual, sealed.artifactHash()));
    }
    SealedFiles.differing(sealed.files(), artifact.files())
        .forEach(path -> defect.accept(who + path + NOT_AS_SEALED));
    if (!isSealedManifest.test(artifact.manifestBytes())) {
      defect.accept(who + Manifest.FILE_NAME + NOT_AS_SEALED);
    }
  }
}
