package dev.cambrian.server.git;

import dev.cambrian.core.artifact.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Writes the code of a generation into a directory. The paths in git are taken for hostile: nothing
 * is written outside the directory, nor into anything that git would read there; whatever git has
 * as a link comes as a regular file. Files are not executable.
 */
public final class Checkout {
  private static final Set<String> FORBIDDEN = Set.of("", ".", "..", ".git", "git~1");

  private Checkout() {}

  /**
   * Nothing is left behind where it fails.
   *
   * @param target missing, or an empty directory; missing parents are created
   * @return the files, in ascending order; none where the generation left no code, and then no
   *     directory is made
   * @throws ArchiveException if the generation is not archived, has a path that leads elsewhere, or
   *     if the target is something else or cannot be written
   */
  public static List<ArchivedFile> write(GitArchive archive, int generation, Path target) {
    List<ArchivedFile> files = files(archive, generation);
    boolean existed = Files.isDirectory(target);
    if (!isFree(target)) {
      throw new ArchiveException("%s is not empty; name another".formatted(target));
    }
    if (files.isEmpty()) {
      return files;
    }
    try {
      Files.createDirectories(target);
      for (ArchivedFile file : files) {
        Path place = target.resolve(file.path());
        Files.createDirectories(place.resolveSibling(""));
        Files.write(
            place,
            archive.read(generation, file.path()).orElseThrow(),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE);
      }
      return files;
    } catch (IOException e) {
      ArchiveException failure =
          new ArchiveException(
              "cannot write generation %d to %s (%s); nothing is left there"
                  .formatted(generation, target, e.getMessage()),
              e);
      clear(target, existed, failure);
      throw failure;
    }
  }

  /**
   * The files of a generation, of which none leads out of the directory that it is written to.
   *
   * @throws ArchiveException if the generation is not archived, or has a path that leads elsewhere
   */
  public static List<ArchivedFile> files(GitArchive archive, int generation) {
    List<ArchivedFile> files = archive.files(generation);
    files.forEach(file -> requireInside(generation, file.path()));
    return files;
  }

  private static void requireInside(int generation, String path) {
    boolean leads =
        path.indexOf('\\') >= 0
            || path.chars().anyMatch(Character::isISOControl)
            || Stream.of(path.split("/", -1))
                .map(it -> it.toLowerCase(Locale.ROOT))
                .anyMatch(FORBIDDEN::contains);
    try {
      leads = leads || Path.of(path).isAbsolute();
    } catch (InvalidPathException none) {
      leads = true;
    }
    if (leads) {
      throw new ArchiveException(
          "generation %d has a file '%s', which leads elsewhere; nothing was written"
              .formatted(generation, path));
    }
  }

  /**
   * Whether a directory of that name can be filled: it is empty, or nothing is there.
   *
   * @throws ArchiveException if it is something else or cannot be read
   */
  public static boolean isFree(Path target) {
    if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      return true;
    }
    try (Stream<Path> entries = Files.list(target)) {
      return entries.findAny().isEmpty();
    } catch (IOException e) {
      throw new ArchiveException(
          "%s is no directory that can be written to; name another".formatted(target), e);
    }
  }

  private static void clear(Path target, boolean existed, ArchiveException failure) {
    try {
      if (!existed) {
        DirectoryTree.delete(target);
        return;
      }
      try (Stream<Path> entries = Files.list(target)) {
        for (Path each : entries.toList()) {
          DirectoryTree.delete(each);
        }
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
