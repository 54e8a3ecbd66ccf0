package dev.cambrian.core.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteOpenMode;

/** Opens connections to one history file with the settings that its guarantees rest on. */
final class Connections {
  private final Path file;
  private final SqliteSettings settings;

  Connections(Path file, SqliteSettings settings) {
    this.file = file;
    this.settings = settings;
  }

  Path file() {
    return file;
  }

  SqliteSettings settings() {
    return settings;
  }

  /** For writing; the caller sets the journal mode once it knows that the file is a history. */
  Connection writer() {
    makeDirectory();
    SQLiteConfig config = config();
    config.setSynchronous(SynchronousMode.FULL);
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    return connect(config);
  }

  /** A connection that SQLite itself lets change nothing. */
  Connection reader() {
    Connection connection = exporter();
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA query_only = ON");
      return connection;
    } catch (SQLException failed) {
      throw SqliteErrors.of(file, failed);
    }
  }

  /** Reads the history and may write another file, the copy. */
  Connection exporter() {
    SQLiteConfig config = config();
    config.setReadOnly(true);
    config.resetOpenMode(SQLiteOpenMode.CREATE);
    return connect(config);
  }

  private SQLiteConfig config() {
    SQLiteConfig config = new SQLiteConfig();
    config.enforceForeignKeys(true);
    // Else the driver prepares and runs one more query after every insert.
    config.setGetGeneratedKeys(false);
    config.setBusyTimeout(Math.toIntExact(settings.busyTimeout().toMillis()));
    return config;
  }

  private Connection connect(SQLiteConfig config) {
    try {
      // As a URI, since the driver would take what follows a question mark for options.
      return config.createConnection("jdbc:sqlite:" + file.toAbsolutePath().toUri());
    } catch (SQLException failed) {
      throw SqliteErrors.of(file, failed);
    }
  }

  private void makeDirectory() {
    if (Files.isDirectory(file)) {
      throw new HistoryException.Unavailable(
          "the history %s is a directory: name a file in it".formatted(file));
    }
    Path directory = file.toAbsolutePath().normalize().getParent();
    if (directory == null) {
      return;
    }
    try {
      Files.createDirectories(directory);
    } catch (IOException failed) {
      throw new HistoryException.Unavailable(
          "the directory %s for the history cannot be made: choose another home, or make it writable (%s)"
              .formatted(directory, failed.getClass().getSimpleName()),
          failed);
    }
  }
}
