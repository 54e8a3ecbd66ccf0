package dev.cambrian.rig;

import dev.cambrian.core.verdict.Limit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Where the commands run as the same user as the rig. */
final class OwnFiles implements FileKeeper {
  @Override
  public void make(Path directory) throws IOException {
    Files.createDirectories(directory);
  }

  @Override
  public void write(Map<String, byte[]> files, Path directory) throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path target = directory.resolve(file.getKey());
      Path parent = target.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.write(target, file.getValue(), StandardOpenOption.CREATE_NEW);
    }
  }

  @Override
  public void copy(Path from, Path to) throws IOException, TooMuchOutputException {
    Copier copier = new Copier(from, to);
    Files.walkFileTree(from, copier);
    if (copier.exceeded) {
      throw new TooMuchOutputException(
          copier.bytes > TooMuchOutputException.MAX_BYTES ? Limit.DISK : Limit.FILES);
    }
  }

  @Override
  public void clear(Path directory) throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<Path> entries;
    try (Stream<Path> listed = Files.list(directory)) {
      entries = listed.toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path entry : entries) {
      Scratch.delete(entry);
    }
  }

  @Override
  public void remove(Path directory) throws IOException {
    Scratch.delete(directory);
  }

  private static final class Copier extends SimpleFileVisitor<Path> {
    private final Path from;
    private final Path to;
    private int entries;
    private long bytes;
    private boolean exceeded;

    Copier(Path from, Path to) {
      this.from = from;
      this.to = to;
    }

    private boolean add(long size) {
      entries++;
      bytes += size;
      exceeded |=
          entries > TooMuchOutputException.MAX_ENTRIES || bytes > TooMuchOutputException.MAX_BYTES;
      return exceeded;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes unused)
        throws IOException {
      Path below = from.relativize(directory);
      exceeded |= below.getNameCount() > TooMuchOutputException.MAX_DEPTH;
      if (add(0)) {
        return FileVisitResult.TERMINATE;
      }
      Files.createDirectories(to.resolve(below.toString()));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (add(attributes.size())) {
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
  }
}
