package dev.cambrian.server.view;

import dev.cambrian.server.git.FileChange;
import java.util.List;
import java.util.Optional;

/** The files of sealed generations. */
@FunctionalInterface
public interface CodeSource {
  /** There is no code. */
  CodeSource NONE = (_, _) -> Optional.empty();

  /** The whole file; empty where that generation has none of that path, or is not kept. */
  Optional<byte[]> read(int generation, String path);

  /**
   * How the files of two generations differ; empty where that cannot be told.
   *
   * @param mostRows of all files together
   */
  default Optional<List<FileChange>> changes(int from, int to, int mostRows) {
    return Optional.empty();
  }
}
