package dev.cambrian.core.history;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.StreamId;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.sqlite.SQLiteConfig;

/**
 * Measures a history against bare JDBC in one run. Arguments: a directory on a real disk, and how
 * many events to fill it with.
 */
final class HistoryBench {
  private static final int ROUNDS = 9;
  private static final int PER_ROUND = 110;

  private final SqliteHistory history;
  private final PreparedStatement bare;
  private int generation;
  private long bareRows;

  private HistoryBench(SqliteHistory history, PreparedStatement bare) {
    this.history = history;
    this.bare = bare;
  }

  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createTempDirectory(Path.of(arguments[0]), "bench");
    int events = Integer.parseInt(arguments[1]);
    SQLiteConfig config = new SQLiteConfig();
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    try (SqliteHistory history = History.open(directory.resolve("history.db"));
        Connection connection =
            config.createConnection("jdbc:sqlite:" + directory.resolve("bare.db"));
        Statement ddl = connection.createStatement()) {
      ddl.executeUpdate(
          "CREATE TABLE event (position INTEGER PRIMARY KEY, event_id TEXT, stream TEXT,"
              + " version INTEGER, type TEXT, schema_version INTEGER, recorded_at TEXT,"
              + " correlation_id TEXT, causation_id TEXT, data TEXT, digest TEXT) STRICT");
      try (PreparedStatement bare =
          connection.prepareStatement("INSERT INTO event VALUES (?,?,?,?,?,?,?,?,?,?,?)")) {
        new HistoryBench(history, bare).run(events);
      }
    }
  }

  private void run(int events) throws SQLException {
    for (byte[] blob : Growth.BLOBS) {
      history.put(blob);
    }
    round();
    round();
    rounds();
    while (history.headPosition() < events) {
      generation++;
      Growth.append(history, Growth.promotedGeneration(generation, generation - 1));
    }
    rounds();
    report("generation record", 300, () -> history.generation(generation / 2).orElseThrow());
    report("latest 50", 300, () -> history.latest(50));
    report("highest number", 300, history::highestGeneration);
    long begin = System.nanoTime();
    long cpu = cpu();
    Rebuilt rebuilt = history.rebuildProjections();
    say(
        "rebuild of %d events: %.2f s, %.2f s of CPU",
        rebuilt.events(), (System.nanoTime() - begin) / 1e9, (cpu() - cpu) / 1e9);
    begin = System.nanoTime();
    boolean sound = history.verify().sound();
    say("verify (%s): %.2f s", sound, (System.nanoTime() - begin) / 1e9);
  }

  /** Alternates, so that what else the disk does hits both alike. */
  private void rounds() throws SQLException {
    double[] ratios = new double[ROUNDS];
    double[] ours = new double[ROUNDS];
    double[] cpu = new double[ROUNDS];
    double[] bareCpu = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      double[] micros = round();
      ours[i] = micros[0];
      ratios[i] = micros[1] / micros[0];
      cpu[i] = micros[2];
      bareCpu[i] = micros[3];
    }
    Arrays.sort(ratios);
    Arrays.sort(ours);
    Arrays.sort(cpu);
    Arrays.sort(bareCpu);
    say(
        "at %d events: append %.0f us (median), rate against bare JDBC %.2f (%.2f to %.2f); CPU %.0f against %.0f us",
        history.headPosition(),
        ours[ROUNDS / 2],
        ratios[ROUNDS / 2],
        ratios[0],
        ratios[ROUNDS - 1],
        cpu[ROUNDS / 2],
        bareCpu[ROUNDS / 2]);
  }

  /** Microseconds of one append and of one bare insert of the same row. */
  private double[] round() throws SQLException {
    List<EventRow> rows = new ArrayList<>();
    long from = history.headPosition();
    long begin = System.nanoTime();
    long cpu = cpu();
    for (int i = 0; i < PER_ROUND; i += 11) {
      generation++;
      StreamId stream = StreamId.generation(generation);
      for (Event event : Growth.promotedGeneration(generation, generation - 1)) {
        history.append(stream, WriteCondition.any(), Growth.CAUSE, List.of(event));
      }
    }
    double ours = (System.nanoTime() - begin) / 1e3 / PER_ROUND;
    double oursCpu = (cpu() - cpu) / 1e3 / PER_ROUND;
    history
        .writer()
        .inTransaction(
            s -> s.each(EventRows.SELECT + "WHERE position > ?", EventRows::read, rows::add, from));
    begin = System.nanoTime();
    cpu = cpu();
    for (EventRow row : rows) {
      insert(row);
    }
    double bareMicros = (System.nanoTime() - begin) / 1e3 / rows.size();
    return new double[] {ours, bareMicros, oursCpu, (cpu() - cpu) / 1e3 / rows.size()};
  }

  private void insert(EventRow row) throws SQLException {
    bareRows++;
    bare.setLong(1, bareRows);
    bare.setString(2, row.eventId());
    bare.setString(3, row.stream());
    bare.setLong(4, row.version());
    bare.setString(5, row.type());
    bare.setInt(6, row.schemaVersion());
    bare.setString(7, row.recordedAt());
    bare.setString(8, row.correlationId());
    bare.setString(9, row.causationId().orElse(null));
    bare.setString(10, row.data());
    bare.setString(11, row.digest());
    bare.executeUpdate();
  }

  /** Of this thread, SQLite included: what a busy machine does not distort. */
  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void report(String what, int times, Supplier<Object> work) {
    int answers = 0;
    double[] micros = new double[times];
    for (int i = 0; i < times; i++) {
      long begin = System.nanoTime();
      Object answer = work.get();
      answers += answer.hashCode() == 0 ? 0 : 1;
      micros[i] = (System.nanoTime() - begin) / 1e3;
    }
    Arrays.sort(micros);
    say(
        "%s: %.0f us (median), %.0f us (99 %%), %d answers",
        what, micros[times / 2], micros[times * 99 / 100], answers);
  }

  private static void say(String form, Object... facts) {
    System.out.printf(Locale.ROOT, form + "%n", facts);
  }
}
