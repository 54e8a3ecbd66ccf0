package dev.cambrian.server.git;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Opens the bare repository and guards it.
 *
 * <p>Work that has begun is finished even when the calling thread is interrupted. {@link
 * #exclusively} lets one thread of one process in at a time; the guard is a lock of the operating
 * system on {@code <repository>.lock}, so it vanishes with a process that dies.
 */
final class GitStore implements AutoCloseable {

  private static final Duration LOCK_LIMIT = Duration.ofSeconds(30);
  private static final Map<Path, ReentrantLock> GUARDS = new ConcurrentHashMap<>();

  static {
    SealedSystemReader.install();
  }

  private final Path directory;
  private final Path lockFile;
  private final ReentrantLock guard;
  private @Nullable Repository opened;

  GitStore(Path directory) {
    this.directory = directory.toAbsolutePath().normalize();
    this.lockFile = this.directory.resolveSibling(this.directory.getFileName() + ".lock");
    this.guard = GUARDS.computeIfAbsent(this.directory, path -> new ReentrantLock());
  }

  Path directory() {
    return directory;
  }

  /** Something done to the repository. */
  interface Work<T> {
    T run(Repository repository) throws IOException;
  }

  /** Creates the repository where there is none and works on it beside others. */
  <T> T write(String what, Work<T> work) {
    return uninterrupted(what, () -> work.run(openOrCreate()));
  }

  /** The same, alone. */
  <T> T exclusively(String what, Work<T> work) {
    return uninterrupted(what, () -> locked(() -> work.run(openOrCreate())));
  }

  /** Works on the repository if there is one. */
  <T> Optional<T> read(String what, Work<T> work) {
    return uninterrupted(
        what, () -> exists() ? Optional.of(work.run(openOrCreate())) : Optional.<T>empty());
  }

  private boolean exists() {
    return Files.isDirectory(directory.resolve("objects"), LinkOption.NOFOLLOW_LINKS);
  }

  private synchronized Repository openOrCreate() throws IOException {
    if (opened == null) {
      if (!exists()) {
        create();
      }
      opened = open(directory);
    }
    return opened;
  }

  private static Repository open(Path directory) throws IOException {
    return new FileRepositoryBuilder().setGitDir(directory.toFile()).setBare().build();
  }

  /** Made aside and moved into place whole, so that a crash leaves no half repository. */
  private void create() throws IOException {
    Path parent = lockFile.getParent();
    Files.createDirectories(parent);
    Path aside = Files.createTempDirectory(parent, ".generations-");
    try {
      try (Repository fresh = open(aside)) {
        fresh.create(true);
        fresh.updateRef("HEAD").link(GenerationRefs.MAIN);
      }
      Files.move(aside, directory, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!exists()) {
        throw e;
      }
    } finally {
      deleteTree(aside.toFile());
    }
  }

  private static void deleteTree(File file) {
    File[] children = file.listFiles();
    if (children != null) {
      for (File child : children) {
        deleteTree(child);
      }
    }
    file.delete();
  }

  private interface Action<T> {
    T run() throws IOException;
  }

  private <T> T locked(Action<T> action) throws IOException {
    guard.lock();
    try {
      Files.createDirectories(lockFile.getParent());
      try (FileChannel channel =
              FileChannel.open(
                  lockFile,
                  Set.of(
                      StandardOpenOption.CREATE,
                      StandardOpenOption.WRITE,
                      LinkOption.NOFOLLOW_LINKS),
                  PosixFilePermissions.asFileAttribute(
                      PosixFilePermissions.fromString("rw-------")));
          FileLock lock = lock(channel)) {
        if (!lock.isValid()) {
          throw new ArchiveException("the lock on " + lockFile + " was lost; try again");
        }
        return action.run();
      }
    } finally {
      guard.unlock();
    }
  }

  private FileLock lock(FileChannel channel) throws IOException {
    long deadline = System.nanoTime() + LOCK_LIMIT.toNanos();
    while (true) {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return lock;
      }
      if (System.nanoTime() > deadline) {
        throw new ArchiveException(
            "another process has held %s for %d s; end it or try again"
                .formatted(lockFile, LOCK_LIMIT.toSeconds()));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  /**
   * On a thread of its own: Java closes the file channel under a thread that is interrupted, and a
   * generation is closed by just such threads.
   */
  private <T> T uninterrupted(String what, Action<T> action) {
    FutureTask<T> task = new FutureTask<>(action::run);
    Thread.ofPlatform().name("cambrian-archive").start(task);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw failure(what, e.getCause() == null ? e : e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private ArchiveException failure(String what, Throwable cause) {
    if (cause instanceof ArchiveException known) {
      return known;
    }
    String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return new ArchiveException(
        "cannot %s in %s: %s; check the disk's free space and the directory's permissions"
            .formatted(what, directory, reason),
        cause);
  }

  @Override
  public synchronized void close() {
    if (opened != null) {
      opened.close();
      opened = null;
    }
  }
}
