package dev.cambrian.server.git;

import java.util.Optional;

/**
 * How one file of two generations differs.
 *
 * @param path in the second, of a removed file in the first
 * @param from its path in the first, where it was renamed
 */
public record FileChange(String path, Optional<String> from, Kind kind, Content content) {

  public enum Kind {
    ADDED,
    REMOVED,
    CHANGED,
    RENAMED
  }

  /** Its lines, or why they are not there. */
  public sealed interface Content {
    /** Hostile text. */
    record Lines(SideBySide text) implements Content {}

    /** It is no text. */
    record Binary(long bytesBefore, long bytesAfter) implements Content {}

    /** It is longer than {@value GitArchive#MOST_COMPARED} bytes. */
    record Large(long bytesBefore, long bytesAfter) implements Content {}
  }
}
