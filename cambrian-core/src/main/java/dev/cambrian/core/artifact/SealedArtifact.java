package dev.cambrian.core.artifact;

import java.nio.file.Path;
import java.util.List;

/**
 * A whole artifact on disk.
 *
 * @param manifestBytes {@code manifest.json} as it stands there
 * @param files every file but {@code manifest.json}, ascending
 */
@SuppressWarnings("ArrayRecordComponent")
public record SealedArtifact(
    Path directory, Manifest manifest, byte[] manifestBytes, List<ArtifactFile> files) {
  public SealedArtifact {
    manifestBytes = manifestBytes.clone();
    files = List.copyOf(files);
  }

  @Override
  public byte[] manifestBytes() {
    return manifestBytes.clone();
  }
}
