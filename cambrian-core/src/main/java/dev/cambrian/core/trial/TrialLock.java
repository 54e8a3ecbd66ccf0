package dev.cambrian.core.trial;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps two runs from making the same trials, and so from paying twice. Its file stays: whoever
 * opened it before a deletion could lock what nobody else finds any more.
 */
public final class TrialLock implements AutoCloseable {
  private static final String NAME = ".lock";

  /**
   * The files that this process holds. POSIX drops all locks of a process on a file when the
   * process closes any channel to it, so a file of these is never opened a second time.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private TrialLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Locks a set, which is made where it is not there.
   *
   * @throws TrialException if another run has it, or it cannot be written
   */
  public static TrialLock take(Path set) {
    try {
      Path file = Files.createDirectories(set).toRealPath().resolve(NAME);
      if (!HELD.add(file)) {
        throw taken(set);
      }
      boolean locked = false;
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        locked = channel.tryLock() != null;
      } catch (OverlappingFileLockException e) {
        // Whoever has it did not take it by this class.
        locked = false;
      } finally {
        if (!locked) {
          channel.close();
          HELD.remove(file);
        }
      }
      if (!locked) {
        throw taken(set);
      }
      return new TrialLock(file, channel);
    } catch (IOException e) {
      throw new TrialException("cannot write in %s: %s".formatted(set, e.getMessage()), e);
    }
  }

  private static TrialException taken(Path set) {
    return new TrialException("another run makes trials in %s: let it end".formatted(set));
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException gone) {
      // The lock ends with the process at the latest.
      return;
    } finally {
      HELD.remove(file);
    }
  }
}
