package dev.cambrian.server.supervisor;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.cambrian.core.json.Quote;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * The directory below which artifacts are taken from. A path in it is relative, has no {@code .},
 * {@code ..} or empty segment, and goes through no link.
 *
 * @param directory absolute
 */
record ArtifactRoot(Path directory) {
  private static final int SHOWN = 200;

  ArtifactRoot {
    directory = directory.toAbsolutePath().normalize();
  }

  /**
   * @throws RequestException where the path names no directory in here
   */
  Path resolve(String path) {
    check(path);
    Path found = directory;
    for (String segment : path.split("/", -1)) {
      found = step(found, segment, path);
      if (Files.isSymbolicLink(found)) {
        throw refused(path, "goes through a symbolic link, which is never followed");
      }
      if (!Files.exists(found, NOFOLLOW_LINKS)) {
        throw refused(path, "does not exist in " + directory);
      }
      if (!Files.isDirectory(found, NOFOLLOW_LINKS)) {
        throw refused(path, "is no directory; name the one that has manifest.json in it");
      }
    }
    return found;
  }

  /** What can be said without a look at the disk. */
  static void check(String path) {
    if (path.isEmpty()) {
      throw refused(path, "is empty; give the artifact's directory, relative to the root");
    }
    if (path.startsWith("/") || path.startsWith("\\") || path.matches("[A-Za-z]:.*")) {
      throw refused(path, "is absolute; give it relative to the root of artifacts");
    }
    for (String segment : path.split("/", -1)) {
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        throw refused(path, "has an empty, '.' or '..' segment");
      }
    }
    if (path.chars().anyMatch(it -> it < ' ' || it == '\\' || it == 0x7f)) {
      throw refused(path, "has a character that no path here has");
    }
  }

  private static Path step(Path from, String segment, String path) {
    try {
      return from.resolve(segment);
    } catch (InvalidPathException e) {
      throw refused(path, "is no path");
    }
  }

  private static RequestException refused(String path, String what) {
    return new RequestException(
        RequestException.Kind.MALFORMED, "artifact-path " + Quote.of(path, SHOWN) + " " + what);
  }
}
