package dev.cambrian.server.home;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A copy to look at of a history that nobody writes to, such as an export: even reading one would
 * change its file, by the journal mode in its header and by newer tables. It is gone with the
 * process.
 */
public final class HistoryCopy {
  /** Where the header of a SQLite file (its section 1.3) has the version of the write format. */
  private static final int WRITE_VERSION = 18;

  /** Without a write-ahead log. */
  private static final int ROLLBACK = 1;

  private HistoryCopy() {}

  /**
   * Whether it is a whole file by itself, written as a copy and never written to since: such a one
   * has no write-ahead log, which whatever opens a history to write to it begins. The history of an
   * export counts as one even where an earlier version has begun such a log in it: nobody writes to
   * it.
   */
  public static boolean fits(Path history) {
    return isPlain(history) || isExported(history);
  }

  private static boolean isExported(Path history) {
    CambrianHome home = new CambrianHome(history.toAbsolutePath().resolveSibling("."));
    return home.history().equals(history.toAbsolutePath().normalize()) && home.isExport();
  }

  private static boolean isPlain(Path history) {
    byte[] header = new byte[WRITE_VERSION + 1];
    try (InputStream in = Files.newInputStream(history)) {
      return in.readNBytes(header, 0, header.length) == header.length
          && header[WRITE_VERSION] == ROLLBACK
          && !Files.exists(history.resolveSibling(history.getFileName() + "-journal"));
    } catch (IOException unreadable) {
      // Whoever opens it tells why.
      return false;
    }
  }

  /**
   * What to open to look at a history: a copy where it is a whole file by itself, else the file.
   *
   * @throws HomeException if a copy cannot be made
   */
  public static Path toLookAt(Path history) {
    return fits(history) ? of(history) : history;
  }

  /** What an earlier version has written to an export and not yet moved into the file. */
  private static void copyLog(Path history, Path copy) throws IOException {
    Path log = history.resolveSibling(history.getFileName() + "-wal");
    if (Files.exists(log)) {
      Path copied = copy.resolveSibling(copy.getFileName() + "-wal");
      copied.toFile().deleteOnExit();
      Files.copy(log, copied);
    }
  }

  /**
   * The copy, in a private directory of its own.
   *
   * @throws HomeException if it cannot be made
   */
  private static Path of(Path history) {
    try {
      Path directory = Files.createTempDirectory("cambrian-read-");
      Path copy = directory.resolve("history.db");
      directory.toFile().deleteOnExit();
      copy.toFile().deleteOnExit();
      Files.copy(history, copy);
      copyLog(history, copy);
      return copy;
    } catch (IOException e) {
      throw new HomeException(
          "cannot copy %s to look at it (%s); make room or set another directory with CAMBRIAN_JAVA_OPTS=-Djava.io.tmpdir=DIR"
              .formatted(history, e.getMessage()),
          e);
    }
  }
}
