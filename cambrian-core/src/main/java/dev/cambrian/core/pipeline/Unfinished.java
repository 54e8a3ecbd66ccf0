package dev.cambrian.core.pipeline;

import dev.cambrian.core.artifact.DirectoryTree;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What was written of an artifact that never became part of the history. */
final class Unfinished {
  private Unfinished() {}

  static void delete(Pipeline pipeline, int generation) {
    Path artifacts = pipeline.artifacts();
    try {
      DirectoryTree.delete(pipeline.artifact(generation));
      if (!Files.isDirectory(artifacts)) {
        return;
      }
      try (DirectoryStream<Path> unfinished =
          Files.newDirectoryStream(artifacts, ".gen-%d.tmp-*".formatted(generation))) {
        for (Path directory : unfinished) {
          DirectoryTree.delete(directory);
        }
      }
    } catch (IOException e) {
      throw new PipelineException(
          "cannot delete the unfinished artifact of generation %d in %s: %s"
              .formatted(generation, artifacts, e),
          e);
    }
  }
}
