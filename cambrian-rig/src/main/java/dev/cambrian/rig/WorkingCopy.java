package dev.cambrian.rig;

import dev.cambrian.core.artifact.ArtifactFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

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
  private final Path original;
  private final List<ArtifactFile> files;

  private WorkingCopy(Scratch scratch, Path original, List<ArtifactFile> files) {
    this.scratch = scratch;
    this.original = original;
    this.files = files;
  }

  /** Copies the listed files and nothing else. */
  static WorkingCopy of(Path artifact, List<ArtifactFile> files, Scratch scratch)
      throws IOException {
    WorkingCopy copy = new WorkingCopy(scratch, artifact, List.copyOf(files));
    Files.createDirectory(scratch.work());
    for (ArtifactFile file : files) {
      copy.restore(file);
    }
    return copy;
  }

  Path root() {
    return scratch.work();
  }

  List<ArtifactFile> files() {
    return files;
  }

  /** The listed files whose content is not what the manifest's hash covers. */
  List<String> changed() throws IOException {
    List<String> changed = new ArrayList<>();
    for (ArtifactFile file : files) {
      if (!Optional.of(file.sha256()).equals(hash(scratch.work(), file.path()))) {
        changed.add(file.path());
      }
    }
    return changed;
  }

  /** Puts what the build left aside and gives the tests a copy of it. */
  void enterTests() throws IOException, TooMuchOutputException {
    Files.move(scratch.work(), scratch.built());
    copyTree(scratch.built(), scratch.work());
  }

  /** Drops the tests' copy; what the build left is the working directory again. */
  void leaveTests() throws IOException {
    Scratch.delete(scratch.work());
    Files.move(scratch.built(), scratch.work());
  }

  private void restore(ArtifactFile file) throws IOException {
    Path target = scratch.work().resolve(file.path());
    Path parent = target.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    MessageDigest digest = sha256();
    try (InputStream in =
            Files.newInputStream(original.resolve(file.path()), LinkOption.NOFOLLOW_LINKS);
        OutputStream out =
            new DigestOutputStream(
                Files.newOutputStream(target, StandardOpenOption.CREATE_NEW), digest)) {
      in.transferTo(out);
    }
    if (!written(digest).equals(file.sha256())) {
      throw new IOException(file.path() + " changed while it was read");
    }
  }

  private static Optional<String> hash(Path root, String path) throws IOException {
    if (!RegularFiles.is(root, path)) {
      return Optional.empty();
    }
    MessageDigest digest = sha256();
    try (InputStream in =
            Files.newInputStream(root.resolve(path), LinkOption.NOFOLLOW_LINKS);
        OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      in.transferTo(out);
    } catch (NoSuchFileException | java.nio.file.AccessDeniedException gone) {
      return Optional.empty();
    }
    return Optional.of(written(digest));
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

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private static String written(MessageDigest digest) {
    return "sha256:" + HexFormat.of().formatHex(digest.digest());
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
