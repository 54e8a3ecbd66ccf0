package dev.cambrian.rig;

import dev.cambrian.core.artifact.ArtifactFile;
import dev.cambrian.core.artifact.ArtifactHash;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The artifact's listed files in the scratch directory, and whether the commands left them as they
 * were. The tests run on a copy of what the build left, so that nothing that they do reaches the
 * program that is started.
 */
final class WorkingCopy {
  private static final int MAX_ENTRIES = 50_000;
  private static final long MAX_BYTES = 2L << 30;
  private static final int MAX_DEPTH = 64;

  private final Scratch scratch;
  private final List<ArtifactFile> files;

  private WorkingCopy(Scratch scratch, List<ArtifactFile> files) {
    this.scratch = scratch;
    this.files = files;
  }

  /** Writes what was checked; the artifact's directory is not read again. */
  static WorkingCopy of(Map<String, byte[]> contents, Scratch scratch) throws IOException {
    List<ArtifactFile> files = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : contents.entrySet()) {
      Path target = scratch.work().resolve(file.getKey());
      Path parent = target.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.write(target, file.getValue(), StandardOpenOption.CREATE_NEW);
      files.add(
          new ArtifactFile(
              file.getKey(), file.getValue().length, ArtifactHash.ofContent(file.getValue())));
    }
    return new WorkingCopy(scratch, List.copyOf(files));
  }

  Path root() {
    return scratch.work();
  }

  List<ArtifactFile> files() {
    return files;
  }

  /** The listed files whose content in a directory is not what the manifest's hash covers. */
  List<String> changed(Path directory) {
    List<String> changed = new ArrayList<>();
    for (ArtifactFile file : files) {
      boolean same =
          RegularFiles.read(directory, file.path(), (int) file.size())
              .map(ArtifactHash::ofContent)
              .filter(file.sha256()::equals)
              .isPresent();
      if (!same) {
        changed.add(file.path());
      }
    }
    return changed;
  }

  /**
   * Gives the tests a copy of what the build left, which is kept aside where it is in the way. What
   * earlier tests left there is gone.
   */
  void enterTests(Path directory) throws IOException, TooMuchOutputException {
    if (directory.equals(scratch.work())) {
      Files.move(scratch.work(), scratch.built());
      copyTree(scratch.built(), scratch.work());
    } else {
      Scratch.clear(directory);
      copyTree(scratch.work(), directory);
    }
  }

  /**
   * Writes files into the tests' copy, new ones or in place of the artifact's. No link is followed.
   *
   * @throws InTheWayException where the build left something that they cannot stand beside
   */
  void addToTests(Path directory, Map<String, byte[]> added) throws IOException, InTheWayException {
    for (Map.Entry<String, byte[]> file : added.entrySet()) {
      Path relative = Path.of(file.getKey());
      Path at = directory;
      for (Path name : relative) {
        at = at.resolve(name);
        boolean there = Files.exists(at, LinkOption.NOFOLLOW_LINKS);
        boolean last = at.equals(directory.resolve(relative));
        if (!there && !last) {
          Files.createDirectory(at);
        } else if (there
            && !(last
                ? Files.isRegularFile(at, LinkOption.NOFOLLOW_LINKS)
                : Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS))) {
          throw new InTheWayException(directory.relativize(at).toString());
        }
      }
      Files.write(
          at,
          file.getValue(),
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE,
          LinkOption.NOFOLLOW_LINKS);
    }
  }

  /**
   * The working directory is what the build left; a copy of the tests that is not in its way stays.
   */
  void leaveTests(Path directory) throws IOException {
    if (directory.equals(scratch.work())) {
      Scratch.delete(scratch.work());
      Files.move(scratch.built(), scratch.work());
    }
  }

  private static void copyTree(Path from, Path to) throws IOException, TooMuchOutputException {
    Counter counter = new Counter();
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes unused)
              throws IOException {
            counter.add(0);
            if (counter.exceeded || from.relativize(dir).getNameCount() > MAX_DEPTH) {
              counter.exceeded = true;
              return FileVisitResult.TERMINATE;
            }
            Files.createDirectories(to.resolve(from.relativize(dir).toString()));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            counter.add(attributes.size());
            if (counter.exceeded) {
              return FileVisitResult.TERMINATE;
            }
            if (attributes.isRegularFile() || attributes.isSymbolicLink()) {
              Files.copy(
                  file,
                  to.resolve(from.relativize(file).toString()),
                  StandardCopyOption.COPY_ATTRIBUTES,
                  LinkOption.NOFOLLOW_LINKS);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    if (counter.exceeded) {
      throw new TooMuchOutputException();
    }
  }

  private static final class Counter {
    private int entries;
    private long bytes;
    private boolean exceeded;

    void add(long size) {
      entries++;
      bytes += size;
      exceeded |= entries > MAX_ENTRIES || bytes > MAX_BYTES;
    }
  }

  /** The build left a link, or no directory, where the rig's own tests have to stand. */
  static final class InTheWayException extends Exception {
    private static final long serialVersionUID = 1L;

    InTheWayException(String path) {
      super("what the build left at " + path + " is in the way of the rig's own tests");
    }
  }

  /** The build left more than any honest build does. */
  static final class TooMuchOutputException extends Exception {
    private static final long serialVersionUID = 1L;

    TooMuchOutputException() {
      super(
          "the build left more than "
              + MAX_ENTRIES
              + " files, 2 GiB or "
              + MAX_DEPTH
              + " levels of directories");
    }
  }
}
