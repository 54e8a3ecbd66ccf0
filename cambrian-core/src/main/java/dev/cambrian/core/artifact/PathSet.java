package dev.cambrian.core.artifact;

import dev.cambrian.core.spec.Toolchain;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The paths of one artifact as they come in, without {@code manifest.json} and the spec's copy. */
final class PathSet {
  private final Toolchain toolchain;
  private final String specPath;
  private final Map<String, String> filesByFold = new HashMap<>();
  private final Set<String> directories = new HashSet<>();
  private int count;

  PathSet(Toolchain toolchain, String specPath) {
    this.toolchain = toolchain;
    this.specPath = specPath;
    remember(Manifest.FILE_NAME);
    remember(specPath);
  }

  /** Adds a path unless it is wrong by itself or beside those before it. */
  Optional<ArtifactProblem> add(String path) {
    Optional<ArtifactProblem> alone = ArtifactPath.violation(path, toolchain);
    if (alone.isPresent()) {
      return alone;
    }
    String folded = ArtifactPath.fold(path);
    String same = filesByFold.get(folded);
    if (folded.equals(ArtifactPath.fold(specPath))) {
      return ArtifactPath.problem("path-reserved", path, "is the spec's copy; leave it out");
    }
    if (path.equals(same)) {
      return ArtifactPath.problem("duplicate-path", path, "stands twice; one file, one block");
    }
    if (same != null) {
      return ArtifactPath.problem(
          "path-case-collision", path, "differs from " + same + " only in case");
    }
    if (directories.contains(folded) || aDirectoryIsAFile(folded)) {
      return ArtifactPath.problem(
          "path-file-and-directory", path, "makes one name both a file and a directory");
    }
    if (++count > ArtifactPath.MAX_FILES) {
      return ArtifactPath.problem(
          "too-many-files", path, "is beyond the limit of " + ArtifactPath.MAX_FILES + " files");
    }
    remember(path);
    return Optional.empty();
  }

  private boolean aDirectoryIsAFile(String folded) {
    for (int slash = folded.indexOf('/'); slash >= 0; slash = folded.indexOf('/', slash + 1)) {
      if (filesByFold.containsKey(folded.substring(0, slash))) {
        return true;
      }
    }
    return false;
  }

  private void remember(String path) {
    String folded = ArtifactPath.fold(path);
    filesByFold.put(folded, path);
    for (int slash = folded.indexOf('/'); slash >= 0; slash = folded.indexOf('/', slash + 1)) {
      directories.add(folded.substring(0, slash));
    }
  }
}
