package dev.cambrian.server.supervisor;

import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.home.HomeException;
import dev.cambrian.server.home.ServerAddress;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** One server at a time supervises a home; the operating system ends the lock with the process. */
final class HomeLock implements AutoCloseable {
  private final Optional<FileChannel> channel;

  private HomeLock(Optional<FileChannel> channel) {
    this.channel = channel;
  }

  /**
   * @throws HomeException where another server has it
   */
  static HomeLock take(CambrianHome home) {
    Path file = home.directory().resolve("serve.lock");
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!locked(channel)) {
        channel.close();
        throw new HomeException(
            "another server supervises the home %s; %s, end it, or name another home with --home"
                .formatted(home.directory(), whereToLook(home)));
      }
      return new HomeLock(Optional.of(channel));
    } catch (IOException e) {
      throw new HomeException("cannot lock %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** For one that only looks, beside whoever has the lock. */
  static HomeLock none() {
    return new HomeLock(Optional.empty());
  }

  private static String whereToLook(CambrianHome home) {
    return ServerAddress.of(home)
        .map(
            it ->
                "its dashboard is %s/, 'cambrian watch --server %s' shows what it does"
                    .formatted(it, it))
        .orElse("'cambrian watch' shows what it does");
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException ofThisProcess) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      if (channel.isPresent()) {
        channel.get().close();
      }
    } catch (IOException gone) {
      // The lock ends with the process at the latest.
      return;
    }
  }
}
