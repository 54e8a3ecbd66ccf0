package dev.cambrian.core.pipeline;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Shows that the process of a growth lives: a file, named by the growth's correlation id, that is
 * locked as long as the growth runs and deleted when all its generations are closed. A file without
 * a lock is a growth that died.
 */
final class GrowthLock implements AutoCloseable {
  private static final String SUFFIX = ".lock";

  private final UUID growth;
  private final Path file;
  private final FileChannel channel;

  private GrowthLock(UUID growth, Path file, FileChannel channel) {
    this.growth = growth;
    this.file = file;
    this.channel = channel;
  }

  UUID growth() {
    return growth;
  }

  /**
   * Locks a new growth. The file gets its name once it is locked, so that nobody takes it for a
   * dead one.
   */
  static GrowthLock create(Path directory, UUID growth) {
    Path file = directory.resolve(growth + SUFFIX);
    Path unnamed = directory.resolve(growth + ".new");
    try {
      Files.createDirectories(directory);
      FileChannel channel =
          FileChannel.open(unnamed, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      boolean named = false;
      try {
        if (channel.tryLock() == null) {
          throw new PipelineException(
              "cannot lock %s: the file system of the home must support file locks"
                  .formatted(unnamed));
        }
        Files.move(unnamed, file, StandardCopyOption.ATOMIC_MOVE);
        named = true;
        return new GrowthLock(growth, file, channel);
      } finally {
        if (!named) {
          channel.close();
          Files.deleteIfExists(unnamed);
        }
      }
    } catch (IOException e) {
      throw new PipelineException(
          "cannot write in %s: %s; free some space or choose another home".formatted(directory, e),
          e);
    }
  }

  /**
   * Takes over every growth that died; the caller closes its generations, then {@link #release}s
   * it.
   */
  static List<GrowthLock> takeDead(Path directory) {
    List<GrowthLock> dead = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      return dead;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
      for (Path file : files) {
        take(file).ifPresent(dead::add);
      }
    } catch (IOException e) {
      throw new PipelineException("cannot read %s: %s".formatted(directory, e), e);
    }
    return dead;
  }

  private static Optional<GrowthLock> take(Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    UUID growth;
    try {
      growth = UUID.fromString(name.substring(0, name.length() - SUFFIX.length()));
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.WRITE);
    } catch (NoSuchFileException justEnded) {
      return Optional.empty();
    }
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException livesInThisProcess) {
      lock = null;
    }
    if (lock == null || !Files.exists(file)) {
      channel.close();
      return Optional.empty();
    }
    return Optional.of(new GrowthLock(growth, file, channel));
  }

  /** The growth is over and all its generations are closed. */
  void release() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new PipelineException("cannot delete %s: %s".formatted(file, e), e);
    }
  }

  /** Gives up the lock; where {@link #release} was not called, the next growth finds a dead one. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new PipelineException("cannot close %s: %s".formatted(file, e), e);
    }
  }
}
