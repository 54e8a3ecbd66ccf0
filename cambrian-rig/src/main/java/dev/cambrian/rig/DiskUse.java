package dev.cambrian.rig;

import dev.cambrian.core.verdict.Limit;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What directories hold while hostile code writes to them; no link is followed. */
final class DiskUse extends SimpleFileVisitor<Path> {
  private static final ResourceLimits UNBOUNDED =
      new ResourceLimits(Long.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE);

  private final ResourceLimits limits;
  private final Set<String> nameless = new HashSet<>();
  private long bytes;
  private int files;

  private DiskUse(ResourceLimits limits) {
    this.limits = limits;
  }

  /**
   * The limit that they are over, if any; it looks no further then.
   *
   * @param processes whose open files count too where they have no name any more
   */
  static Optional<Breach> breach(
      List<Path> directories, List<Long> processes, ResourceLimits limits) {
    DiskUse use = new DiskUse(limits);
    processes.forEach(use::addNameless);
    for (Path directory : directories) {
      use.addTree(directory);
    }
    return use.breach();
  }

  /** Bytes of all files in them. */
  static long bytes(List<Path> directories) {
    DiskUse use = new DiskUse(UNBOUNDED);
    directories.forEach(use::addTree);
    return use.bytes;
  }

  private Optional<Breach> breach() {
    if (bytes > limits.diskBytes()) {
      return Optional.of(new Breach(Limit.DISK, Text.bytes(limits.diskBytes()) + " on disk"));
    }
    return files > limits.files()
        ? Optional.of(new Breach(Limit.FILES, limits.files() + " files on disk"))
        : Optional.empty();
  }

  private void addTree(Path directory) {
    try {
      Files.walkFileTree(directory, this);
    } catch (IOException | StackOverflowError unreadable) {
      // What cannot be listed is not counted; what was counted before it is.
      return;
    }
  }

  private void addNameless(long process) {
    try (DirectoryStream<Path> open =
        Files.newDirectoryStream(Path.of("/proc/" + process + "/fd"))) {
      for (Path file : open) {
        addIfNameless(file);
      }
    } catch (IOException | DirectoryIteratorException gone) {
      // It ended meanwhile, and its files with it.
      return;
    }
  }

  /** Memory that poses as a file is as large as it may become, not as it is. */
  private void addIfNameless(Path file) throws IOException {
    String target = Files.readSymbolicLink(file).toString();
    if (!target.endsWith(" (deleted)") || target.startsWith("/memfd:")) {
      return;
    }
    Map<String, Object> attributes = Files.readAttributes(file, "unix:dev,ino,size");
    if (nameless.add(attributes.get("dev") + ":" + attributes.get("ino"))) {
      var _ = add(attributes.get("size") instanceof Long size ? size : 0);
    }
  }

  private FileVisitResult add(long size) {
    files++;
    bytes += size;
    return breach().isPresent() ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
    return add(0);
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    return add(attributes.size());
  }

  @Override
  public FileVisitResult visitFileFailed(Path gone, IOException failure) {
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult postVisitDirectory(
      Path directory, @org.jspecify.annotations.Nullable IOException failure) {
    return FileVisitResult.CONTINUE;
  }
}
