package dev.cambrian.server.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Small artifact directories for the archive's tests. */
final class Artifacts {

  private Artifacts() {}

  /** A directory with these files and a {@code manifest.json}. */
  static Path write(Path directory, String... pathsAndContents) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("manifest.json"), "{}");
    for (int i = 0; i < pathsAndContents.length; i += 2) {
      Path file = directory.resolve(pathsAndContents[i]);
      Files.createDirectories(file.getParent());
      Files.writeString(file, pathsAndContents[i + 1]);
    }
    return directory;
  }
}
