package dev.cambrian.server.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The lock files of git that stand in the way of one change of a ref. Git holds them for
 * milliseconds; one that is older than the whole wait was left behind by a program that died, and
 * is taken away.
 */
final class RefLocks {

  private final List<Path> files;
  private final Duration limit;
  private final long begun = System.nanoTime();

  RefLocks(Path repository, String refName, Duration limit) {
    this.files =
        List.of(repository.resolve(refName + ".lock"), repository.resolve("packed-refs.lock"));
    this.limit = limit;
  }

  /** Takes away what was left behind. */
  boolean clear() throws IOException {
    boolean removed = false;
    for (Path file : files) {
      removed |= isLeftBehind(file) && Files.deleteIfExists(file);
    }
    return removed;
  }

  /** Returns at once while the wait is within its limit, or something was taken away. */
  void check() throws IOException {
    if (!clear() && System.nanoTime() - begun >= limit.toNanos()) {
      throw new ArchiveException(
          "git's lock %s is held too long; end the program that holds it or try again"
              .formatted(files.getFirst()));
    }
  }

  private boolean isLeftBehind(Path file) throws IOException {
    try {
      Instant touched = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
      return touched.isBefore(Instant.now().minus(limit));
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}
