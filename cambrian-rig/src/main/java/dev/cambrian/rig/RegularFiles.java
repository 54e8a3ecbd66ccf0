package dev.cambrian.rig;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Reads files where hostile code has written: no link is followed, no FIFO opened, all bounded. */
final class RegularFiles {
  private RegularFiles() {}

  /** Whether it is a regular file that no link leads to. */
  static boolean is(Path root, String path) {
    Path at = root;
    for (Path name : Path.of(path)) {
      at = at.resolve(name);
      if (Files.isSymbolicLink(at)) {
        return false;
      }
    }
    return Files.isRegularFile(at, LinkOption.NOFOLLOW_LINKS);
  }

  /** Its bytes; empty where it is no regular file below the root or larger than that. */
  static Optional<byte[]> read(Path root, String path, int maxBytes) {
    if (!is(root, path)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(root.resolve(path), LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(maxBytes + 1);
      return bytes.length > maxBytes ? Optional.empty() : Optional.of(bytes);
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /** Paths of regular files below the root, relative to it and ascending; at most so many. */
  static List<String> find(Path root, int maxDepth, int maxFiles, Predicate<String> wanted) {
    try (Stream<Path> all =
        Files.find(
            root,
            maxDepth,
            (_, attributes) -> attributes.isRegularFile(),
            new FileVisitOption[0])) {
      return all.map(root::relativize)
          .map(Path::toString)
          .filter(wanted)
          .limit(maxFiles)
          .sorted()
          .toList();
    } catch (IOException | java.io.UncheckedIOException unreadable) {
      return List.of();
    }
  }
}
