package dev.cambrian.server.view;

import java.util.Optional;

/** The files of sealed generations. */
@FunctionalInterface
public interface CodeSource {
  /** There is no code. */
  CodeSource NONE = (_, _) -> Optional.empty();

  /** The whole file; empty where that generation has none of that path, or is not kept. */
  Optional<byte[]> read(int generation, String path);
}
