package dev.cambrian.server.bench;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** The sizes of all files of a directory that others go on writing to; no link is followed. */
final class FileSizes extends SimpleFileVisitor<Path> {
  private long bytes;

  private FileSizes() {}

  /** Bytes; what cannot be read, or is gone when it is its turn, is not counted. */
  static long in(Path directory) throws IOException {
    FileSizes sizes = new FileSizes();
    Files.walkFileTree(directory, sizes);
    return sizes.bytes;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    bytes += attributes.isRegularFile() ? attributes.size() : 0;
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path gone, IOException failure) {
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) {
    return FileVisitResult.CONTINUE;
  }
}
