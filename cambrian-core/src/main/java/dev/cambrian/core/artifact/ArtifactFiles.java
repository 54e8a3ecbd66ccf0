package dev.cambrian.core.artifact;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Makes the list by which an artifact is verified. */
final class ArtifactFiles {
  private ArtifactFiles() {}

  /** Every file but {@code manifest.json}, in the order of the map. */
  static List<ArtifactFile> of(SortedMap<String, byte[]> files) {
    return files.entrySet().stream()
        .filter(file -> !file.getKey().equals(Manifest.FILE_NAME))
        .map(ArtifactFiles::of)
        .toList();
  }

  private static ArtifactFile of(Map.Entry<String, byte[]> file) {
    return new ArtifactFile(
        file.getKey(), file.getValue().length, ArtifactHash.ofContent(file.getValue()));
  }
}
