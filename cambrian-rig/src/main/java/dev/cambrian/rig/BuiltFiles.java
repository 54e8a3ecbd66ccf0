package dev.cambrian.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What there is in the working directory once the build is over, told with the benefit of the
 * doubt: what a link leads to, or what lies outside, may be anything.
 */
record BuiltFiles(Path work, SourceMap sources) {
  private enum Kind {
    NOTHING,
    FILE,
    DIRECTORY,
    UNKNOWN
  }

  boolean mayExist(String path) {
    return kind(path) != Kind.NOTHING;
  }

  boolean mayBeFile(String path) {
    return kind(path) == Kind.FILE || kind(path) == Kind.UNKNOWN;
  }

  boolean mayBeDirectory(String path) {
    return kind(path) == Kind.DIRECTORY || kind(path) == Kind.UNKNOWN;
  }

  private Kind kind(String path) {
    if (path.indexOf('\0') >= 0 || path.startsWith("/")) {
      return Kind.UNKNOWN;
    }
    Path relative = Path.of(path).normalize();
    if (relative.startsWith("..")) {
      return Kind.UNKNOWN;
    }
    Path at = work;
    for (Path name : relative) {
      at = at.resolve(name);
      if (Files.isSymbolicLink(at)) {
        return Kind.UNKNOWN;
      }
    }
    if (Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
      return Kind.DIRECTORY;
    }
    return Files.exists(at, LinkOption.NOFOLLOW_LINKS) ? Kind.FILE : Kind.NOTHING;
  }

  /** Whether a directory has an entry of such a name. */
  boolean has(String directory, String prefix, String suffix) {
    Path at = work.resolve(directory);
    if (!mayBeDirectory(directory)) {
      return false;
    }
    try (Stream<Path> names = Files.list(at)) {
      return names
          .map(it -> String.valueOf(it.getFileName()))
          .anyMatch(it -> it.startsWith(prefix) && it.endsWith(suffix));
    } catch (IOException unreadable) {
      return true;
    }
  }

  /** Its text; empty where it is no readable file. */
  Optional<String> text(String path) {
    return RegularFiles.read(work, path, 1 << 20)
        .map(it -> new String(it, java.nio.charset.StandardCharsets.UTF_8));
  }

  /** The artifact's one file of that name, in whatever directory. */
  Optional<String> named(String name) {
    return sources.endingWith(name);
  }
}
