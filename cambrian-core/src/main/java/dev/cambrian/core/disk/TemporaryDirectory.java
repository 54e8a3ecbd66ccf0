package dev.cambrian.core.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * A directory of mode 0700 that is removed with its process or, where that was killed, by the next
 * one that makes a directory of the same parent and prefix.
 *
 * <p>The owner holds a lock on a file in it, which the system drops when the owner ends, however it
 * ends. Only a directory with such a file, of the same user and with no lock on it, is removed: not
 * a running process's, not another user's, no link, and none that was not made here.
 */
public final class TemporaryDirectory {
  private static final String LOCK = ".owner.lock";
  private static final String UNNAMED = ".owner.new";
  private static final int WRITABLE_BY_OTHERS = 0022;
  private static final int STICKY = 01000;

  /**
   * The directories of this process. POSIX drops all locks of a process on a file when the process
   * closes any channel to it, so the lock file of these is never opened a second time.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private static final Set<Path> SWEPT = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final Remover remover;
  private final CompletableFuture<Optional<FileChannel>> lock;

  private TemporaryDirectory(
      Path path, Remover remover, CompletableFuture<Optional<FileChannel>> lock) {
    this.path = path;
    this.remover = remover;
    this.lock = lock;
  }

  /** Removes one entry of the directory with all that is in it; a link, not what it points at. */
  @FunctionalInterface
  public interface Remover {
    void remove(Path entry) throws IOException;
  }

  /**
   * Makes one. It is locked a moment later, and the first call of a process for this parent and
   * prefix then removes what dead processes left there: nobody waits for either.
   */
  public static TemporaryDirectory create(Path parent, String prefix, Remover remover)
      throws IOException {
    Path made =
        Files.createTempDirectory(
                parent,
                prefix,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")))
            .toRealPath();
    HELD.add(made);
    CompletableFuture<Optional<FileChannel>> lock = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("cambrian-sweep")
        .start(
            () -> {
              lock.complete(locked(made));
              if (SWEPT.add(made.resolveSibling(prefix))) {
                sweepBeside(made, prefix, remover);
              }
            });
    return new TemporaryDirectory(made, remover, lock);
  }

  /**
   * A lock file gets its name once it is locked, so that nobody takes its owner for dead. Where
   * there can be none, the directory is as good, but stays after a kill.
   */
  private static Optional<FileChannel> locked(Path directory) {
    Path unnamed = directory.resolve(UNNAMED);
    FileChannel channel = null;
    try {
      channel = FileChannel.open(unnamed, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      if (channel.tryLock() != null) {
        Files.move(unnamed, directory.resolve(LOCK), StandardCopyOption.ATOMIC_MOVE);
        return Optional.of(channel);
      }
    } catch (IOException | RuntimeException noLocksThere) {
      return Optional.ofNullable(channel);
    }
    return Optional.of(channel);
  }

  /** Its real path. */
  public Path path() {
    return path;
  }

  /** Removes it with all that is in it; the lock goes last, so that a kill here is mended too. */
  public void remove() throws IOException {
    Optional<FileChannel> held = lock.join();
    try {
      empty(path, remover);
    } finally {
      if (held.isPresent()) {
        held.get().close();
      }
      HELD.remove(path);
    }
  }

  private static void empty(Path directory, Remover remover) throws IOException {
    Path file = directory.resolve(LOCK);
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (!entry.equals(file)) {
          remover.remove(entry);
        }
      }
    }
    Files.deleteIfExists(file);
    Files.delete(directory);
  }

  private static void sweepBeside(Path own, String prefix, Remover remover) {
    try {
      sweep(own.resolveSibling(""), prefix, Files.getOwner(own), remover);
    } catch (IOException removed) {
      // It was gone at once, and with it the time to sweep.
      return;
    }
  }

  /** Removes what dead processes of this user left in the parent, a real path. */
  static void sweep(Path parent, String prefix, UserPrincipal self, Remover remover) {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, prefix + "*")) {
      if (!isSafe(parent)) {
        return;
      }
      for (Path each : found) {
        sweepOne(each, self, remover);
      }
    } catch (IOException | RuntimeException later) {
      // The next process tries again; this one has other things to do.
      return;
    }
  }

  /** Where others may rename what is not theirs, a path can become another between two looks. */
  private static boolean isSafe(Path parent) throws IOException {
    int mode = (Integer) Files.getAttribute(parent, "unix:mode");
    return (mode & WRITABLE_BY_OTHERS) == 0 || (mode & STICKY) != 0;
  }

  private static void sweepOne(Path directory, UserPrincipal self, Remover remover) {
    Path file = directory.resolve(LOCK);
    try {
      if (!isOwn(directory, self, PosixFileAttributes::isDirectory)
          || !isOwn(file, self, PosixFileAttributes::isRegularFile)
          || HELD.contains(directory)) {
        return;
      }
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
        if (channel.tryLock() != null && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
          empty(directory, remover);
        }
      }
    } catch (IOException | RuntimeException left) {
      // It is not there any more, or stays for the next process; the others are not its fault.
      return;
    }
  }

  private static boolean isOwn(
      Path path, UserPrincipal self, Predicate<PosixFileAttributes> isOfThatKind)
      throws IOException {
    PosixFileAttributes attributes =
        Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return isOfThatKind.test(attributes) && attributes.owner().equals(self);
  }
}
