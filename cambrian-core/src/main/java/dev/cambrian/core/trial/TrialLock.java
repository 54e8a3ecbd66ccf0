package dev.cambrian.core.trial;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps two runs from making the same trials, and so from paying twice. Its file stays: whoever
 * opened it before a deletion could lock what nobody else finds any more.
 */
public final class TrialLock implements AutoCloseable {
  private static final String NAME = ".lock";

  private final FileChannel channel;

  private TrialLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Locks a set, which is made where it is not there.
   *
   * @throws TrialException if another run has it, or it cannot be written
   */
  public static TrialLock take(Path set) {
    try {
      Path file = Files.createDirectories(set).resolve(NAME);
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      boolean locked = false;
      try {
        locked = channel.tryLock() != null;
      } catch (OverlappingFileLockException e) {
        locked = false;
      } finally {
        if (!locked) {
          channel.close();
        }
      }
      if (!locked) {
        throw new TrialException("another run makes trials in %s: let it end".formatted(set));
      }
      return new TrialLock(channel);
    } catch (IOException e) {
      throw new TrialException("cannot write in %s: %s".formatted(set, e.getMessage()), e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException gone) {
      // The lock ends with the process at the latest.
      return;
    }
  }
}
