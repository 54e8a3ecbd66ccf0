package dev.cambrian.server.imports;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/** Lets one import at a time work in a home; gone with a process that dies. */
public final class ImportLock implements AutoCloseable {

  private final FileChannel channel;

  private ImportLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Empty where another import has it.
   *
   * @param home that exists
   */
  public static Optional<ImportLock> take(Path home) throws IOException {
    FileChannel channel =
        FileChannel.open(
            home.resolve("import.lock"),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
    boolean taken = false;
    try {
      FileLock lock = channel.tryLock();
      taken = lock != null;
      return taken ? Optional.of(new ImportLock(channel)) : Optional.empty();
    } catch (OverlappingFileLockException thisProcess) {
      return Optional.empty();
    } finally {
      if (!taken) {
        channel.close();
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
