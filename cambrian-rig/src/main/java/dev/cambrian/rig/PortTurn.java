package dev.cambrian.rig;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The turn to use a port of the machine's loopback. Verifications without a network of their own
 * take it one after the other: those of this JVM by a semaphore, those of others by a lock on a
 * file, which the system drops when its holder ends.
 */
final class PortTurn implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Map<Integer, Semaphore> HERE = new ConcurrentHashMap<>();

  private final Semaphore here;
  private final FileChannel lock;

  private PortTurn(Semaphore here, FileChannel lock) {
    this.here = here;
    this.lock = lock;
  }

  /**
   * Waits for it.
   *
   * @param directory of the lock files, the same for all who take turns
   * @throws InfrastructureException where it does not come in that time or cannot be asked for
   */
  static PortTurn take(int port, Path directory, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    Semaphore here = HERE.computeIfAbsent(port, _ -> new Semaphore(1, true));
    if (!here.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      throw late(port, patience);
    }
    Path file = directory.resolve("cambrian-port-" + port + ".lock");
    boolean taken = false;
    try {
      PortTurn turn = new PortTurn(here, lock(file, deadline));
      taken = true;
      return turn;
    } catch (ClosedByInterruptException e) {
      throw new InterruptedException("interrupted while waiting for port " + port);
    } catch (TooLateException e) {
      throw late(port, patience);
    } catch (IOException e) {
      throw new InfrastructureException(
          "cannot lock " + file + ", by which users of port " + port + " take turns; delete it", e);
    } finally {
      if (!taken) {
        here.release();
      }
    }
  }

  private static FileChannel lock(Path file, long deadline)
      throws IOException, InterruptedException {
    FileChannel channel = open(file);
    boolean locked = false;
    try {
      while (channel.tryLock() == null) {
        if (System.nanoTime() >= deadline) {
          throw new TooLateException();
        }
        Thread.sleep(POLL);
      }
      locked = true;
      return channel;
    } finally {
      if (!locked) {
        channel.close();
      }
    }
  }

  /** Opened before it is made: in a sticky directory Linux lets no one "create" another's file. */
  private static FileChannel open(Path file) throws IOException {
    try {
      return FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException none) {
      try {
        FileChannel made =
            FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        return made;
      } catch (FileAlreadyExistsException raced) {
        return FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  private static InfrastructureException late(int port, Duration patience) {
    return new InfrastructureException(
        "another verification has held port "
            + port
            + " for "
            + Text.seconds(patience)
            + "; wait for its end, or install bubblewrap, which gives every verification a network"
            + " of its own");
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException kept) {
      // The system drops the lock with this program at the latest.
      return;
    } finally {
      here.release();
    }
  }

  private static final class TooLateException extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
