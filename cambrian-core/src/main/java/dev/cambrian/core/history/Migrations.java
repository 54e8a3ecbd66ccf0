package dev.cambrian.core.history;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Brings a file to this version's tables, in one transaction, or refuses it. */
final class Migrations {
  /** In the file's header, so that {@code file} and others can tell whose it is: "Camb". */
  static final int APPLICATION_ID = 0x43616d62;

  /** The script that makes the projection tables and views anew. */
  static final String PROJECTIONS = "002-projections.sql";

  /**
   * The first leads from version 0, an empty file, to version 1. Where the projections or views
   * have changed since, their script comes once more.
   */
  private static final List<String> SCRIPTS =
      List.of(
          "001-events.sql",
          PROJECTIONS,
          "003-event-order.sql",
          PROJECTIONS,
          PROJECTIONS,
          PROJECTIONS,
          PROJECTIONS,
          PROJECTIONS,
          PROJECTIONS,
          PROJECTIONS,
          PROJECTIONS,
          PROJECTIONS,
          PROJECTIONS,
          PROJECTIONS,
          PROJECTIONS);

  static final int NEWEST = SCRIPTS.size();

  /**
   * After so many pages in the write-ahead log they are copied into the file. An append dirties the
   * same few pages as the one before, so a longer log copies each of them less often; at 4 KiB a
   * page the log stays at about 16 MiB.
   */
  private static final int CHECKPOINT_PAGES = 4_000;

  private Migrations() {}

  /** Refuses what is no history or too new, and makes the file ready for several processes. */
  static void prepare(Path file, Statements statements, Duration patience) {
    refuseForeign(file, statements);
    useWriteAheadLog(file, statements, patience);
    statements.number("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
  }

  /**
   * Brings the tables to the newest version, all or nothing.
   *
   * @param rebuild builds the projections of events that were there before
   */
  static void migrate(Statements statements, Consumer<Statements> rebuild) {
    long before = version(statements);
    if (before >= NEWEST) {
      return;
    }
    for (String script : SCRIPTS.subList(Math.toIntExact(before), NEWEST)) {
      statements.script(resource(script));
    }
    statements.script("PRAGMA application_id = " + APPLICATION_ID);
    statements.script("PRAGMA user_version = " + NEWEST);
    if (before > 0) {
      rebuild.accept(statements);
    }
  }

  static long version(Statements statements) {
    return statements.number("PRAGMA user_version");
  }

  static String resource(String name) {
    try (InputStream in = Migrations.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + name + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failed) {
      throw new IllegalStateException("the resource " + name + " cannot be read", failed);
    }
  }

  private static void refuseForeign(Path file, Statements statements) {
    // In this order, so that another process that makes the tables in between is no stranger.
    boolean empty = statements.number("SELECT count(*) FROM sqlite_schema") == 0;
    long application = statements.number("PRAGMA application_id");
    if (application != APPLICATION_ID && !(application == 0 && empty)) {
      throw new HistoryException.Corrupt(
          "%s is a database of another program, no history: name another file".formatted(file));
    }
    long version = version(statements);
    if (version > NEWEST) {
      throw new HistoryException.TooNew(
          "%s has the history version %d, this Cambrian knows versions up to %d: use a newer Cambrian"
              .formatted(file, version, NEWEST));
    }
  }

  /** The switch does not wait for locks by itself when two processes open a new file at once. */
  private static void useWriteAheadLog(Path file, Statements statements, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        String mode =
            statements.first("PRAGMA journal_mode = WAL", row -> row.getString(1)).orElse("none");
        if (mode.equals("wal")) {
          return;
        }
        throw new HistoryException.Unavailable(
            "the history %s cannot use a write-ahead log here (journal mode %s): choose a home on a local disk"
                .formatted(file, mode));
      } catch (HistoryException.Unavailable unavailable) {
        if (!SqliteErrors.busy(unavailable) || System.nanoTime() - deadline > 0) {
          throw unavailable;
        }
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
    }
  }
}
