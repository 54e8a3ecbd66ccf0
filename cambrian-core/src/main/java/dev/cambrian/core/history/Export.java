package dev.cambrian.core.history;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes a consistent copy of the database beside its name first, so that no part of one stays. */
final class Export {
  private Export() {}

  static void run(Connections connections, Path target) {
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw exists(target, null);
    }
    Path whole = target.toAbsolutePath();
    Path part = whole.resolveSibling("." + whole.getFileName() + "." + UUID.randomUUID() + ".part");
    try {
      vacuum(connections, part);
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(part, whole);
    } catch (FileAlreadyExistsException raced) {
      throw exists(target, raced);
    } catch (IOException failed) {
      throw new HistoryException.Unavailable(
          "the copy %s cannot be written (%s): make room or name another directory"
              .formatted(target, failed.getMessage()),
          failed);
    } finally {
      discard(part);
    }
  }

  private static void vacuum(Connections connections, Path part) {
    try (Connection connection = connections.exporter();
        PreparedStatement statement = connection.prepareStatement("VACUUM INTO ?")) {
      statement.setString(1, part.toString());
      statement.execute();
    } catch (SQLException failed) {
      throw new HistoryException.Unavailable(
          "the copy cannot be written to %s (%s): make room or name another directory"
              .formatted(part.getParent(), SqliteErrors.line(failed)),
          failed);
    }
  }

  private static HistoryException exists(Path target, @Nullable Exception cause) {
    String line = target + " exists already: name a file that does not";
    return cause == null
        ? new HistoryException.Unavailable(line)
        : new HistoryException.Unavailable(line, cause);
  }

  private static void discard(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException stays) {
      throw new HistoryException.Unavailable(
          "the unfinished copy %s cannot be deleted: delete it".formatted(part), stays);
    }
  }
}
