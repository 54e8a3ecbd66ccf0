package dev.cambrian.core.pipeline;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Shows that the process of a growth lives: a file, named by the growth's correlation id, that is
 * locked as long as the growth runs and deleted when all its generations are closed. A file without
 * a lock is a growth that died.
 */
final class GrowthLock implements AutoCloseable {
  private static final String SUFFIX = ".lock";
  private static final String UNNAMED = ".new";
  private static final Duration ABANDONED = Duration.ofHours(1);

  /**
   * The files that this process holds. POSIX drops all locks of a process on a file when the
   * process closes any channel to it, so a file of these is never opened a second time.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

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
    try {
      Path real = Files.createDirectories(directory).toRealPath();
      Path file = real.resolve(growth + SUFFIX);
      Path unnamed = real.resolve(growth + UNNAMED);
      boolean named = false;
      HELD.add(file);
      FileChannel channel =
          FileChannel.open(unnamed, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
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
          HELD.remove(file);
          Files.deleteIfExists(unnamed);
        }
      }
    } catch (IOException e) {
      throw new PipelineException(
          "cannot write in %s: %s; free some space or choose another home".formatted(directory, e),
          e);
    }
  }

  /** Whether that growth is under way, or died and waits to be settled. */
  static boolean exists(Path directory, UUID growth) {
    return Files.exists(directory.resolve(growth + SUFFIX));
  }

  /** Takes over every growth that died; the caller settles each and closes it. */
  static List<GrowthLock> takeDead(Path directory) {
    List<GrowthLock> dead = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      return dead;
    }
    try {
      Path real = directory.toRealPath();
      for (Path file : list(real, SUFFIX)) {
        take(file).ifPresent(dead::add);
      }
      for (Path file : list(real, UNNAMED)) {
        deleteAbandoned(file);
      }
      return dead;
    } catch (IOException e) {
      dead.forEach(GrowthLock::close);
      throw new PipelineException("cannot read %s: %s".formatted(directory, e), e);
    }
  }

  private static List<Path> list(Path directory, String suffix) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + suffix)) {
      files.forEach(found::add);
    }
    return found;
  }

  /** A process died between making the file and naming it, which takes no time at all. */
  private static void deleteAbandoned(Path file) throws IOException {
    try {
      if (Files.getLastModifiedTime(file).toInstant().isBefore(Instant.now().minus(ABANDONED))) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException named) {
      // It has its name by now.
    }
  }

  private static Optional<GrowthLock> take(Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    UUID growth;
    try {
      growth = UUID.fromString(name.substring(0, name.length() - SUFFIX.length()));
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
    if (!HELD.add(file)) {
      return Optional.empty();
    }
    Optional<FileChannel> locked = lock(file);
    if (locked.isEmpty()) {
      HELD.remove(file);
    }
    return locked.map(channel -> new GrowthLock(growth, file, channel));
  }

  private static Optional<FileChannel> lock(Path file) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.WRITE);
    } catch (NoSuchFileException justEnded) {
      return Optional.empty();
    }
    if (channel.tryLock() == null || !Files.exists(file)) {
      channel.close();
      return Optional.empty();
    }
    return Optional.of(channel);
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
    if (!channel.isOpen()) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw new PipelineException("cannot close %s: %s".formatted(file, e), e);
    } finally {
      HELD.remove(file);
    }
  }
}
