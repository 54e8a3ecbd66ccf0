package dev.cambrian.server.rate;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps two runs from making the same trials, and so from paying twice. */
public final class TrialLock implements AutoCloseable {
  private static final String NAME = ".lock";

  private final Path file;
  private final FileChannel channel;

  private TrialLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Locks a set, which is made where it is not there.
   *
   * @throws RateException if another run has it, or it cannot be written
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
        throw new RateException("another run makes trials in %s: let it end".formatted(set));
      }
      return new TrialLock(file, channel);
    } catch (IOException e) {
      throw new RateException("cannot write in %s: %s".formatted(set, e.getMessage()), e);
    }
  }

  @Override
  public void close() {
    try (channel) {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new RateException("cannot delete %s: %s".formatted(file, e.getMessage()), e);
    }
  }
}
