package dev.cambrian.server.imports;

import java.util.Optional;

/** A place that claims to hold the files of one artifact. Whatever is there may be hostile. */
interface ArtifactSource {

  /** For people: the directory, or the ref and the directory in it. */
  String name();

  /**
   * The content of a regular file; empty where there is none.
   *
   * @param path relative and legal for an artifact
   * @param most that it may have, in bytes
   * @throws RefusedException if there is something else, or more of it
   */
  Optional<byte[]> file(String path, int most) throws RefusedException;
}
