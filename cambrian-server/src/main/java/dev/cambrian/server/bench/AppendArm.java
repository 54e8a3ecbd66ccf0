package dev.cambrian.server.bench;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.WriteCondition;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.function.DoubleConsumer;

/** A history of one size and the bare file beside it. */
final class AppendArm implements AutoCloseable {
  private static final int GENERATIONS_A_ROUND = 2;

  /** Larger than a write-ahead log becomes before it is copied into its file. */
  private static final int MORE_THAN_A_LOG = 20 << 20;

  private final History history;
  private final BareInserts bare;

  private AppendArm(History history, BareInserts bare) {
    this.history = history;
    this.bare = bare;
  }

  /** Both logs have their full length already, as in every process but a very young one. */
  static AppendArm over(Path file) throws SQLException {
    BareInserts bare = BareInserts.beside(file);
    History history = History.open(file);
    String _ = history.put(new byte[MORE_THAN_A_LOG]);
    bare.put(new byte[MORE_THAN_A_LOG]);
    return new AppendArm(history, bare);
  }

  /** How many events are in it. */
  long events() {
    return history.headPosition();
  }

  /**
   * Appends whole growths event by event and after each event inserts the same row into the bare
   * file; each of the two is a transaction of its own.
   *
   * @param appends takes the milliseconds of each append
   * @param inserts takes those of each insert
   */
  void round(DoubleConsumer appends, DoubleConsumer inserts) throws SQLException {
    int first = history.highestGeneration() + 1;
    for (int generation = first; generation < first + GENERATIONS_A_ROUND; generation++) {
      StreamId stream = StreamId.generation(generation);
      long version = 0;
      for (Event event : SampleGrowth.of(generation)) {
        WriteCondition expected =
            version == 0 ? WriteCondition.noStream() : WriteCondition.atVersion(version);
        long began = System.nanoTime();
        List<RecordedEvent> recorded =
            history.append(stream, expected, Fixtures.CAUSE, List.of(event));
        appends.accept(millisSince(began));
        String data = BareInserts.data(recorded.getFirst());
        began = System.nanoTime();
        bare.insert(recorded.getFirst(), data);
        inserts.accept(millisSince(began));
        version++;
      }
    }
  }

  private static double millisSince(long began) {
    return (System.nanoTime() - began) / 1e6;
  }

  @Override
  public void close() throws SQLException {
    try (bare) {
      history.close();
    }
  }
}
