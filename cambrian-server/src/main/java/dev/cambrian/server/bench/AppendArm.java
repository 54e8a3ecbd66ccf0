package dev.cambrian.server.bench;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.WriteCondition;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A history of one size and the bare file beside it. */
final class AppendArm implements AutoCloseable {
  private static final int GENERATIONS_A_ROUND = 2;

  private final History history;
  private final BareInserts bare;

  private AppendArm(History history, BareInserts bare) {
    this.history = history;
    this.bare = bare;
  }

  static AppendArm over(Path file) throws SQLException {
    BareInserts bare = BareInserts.beside(file);
    return new AppendArm(History.open(file), bare);
  }

  /** How many events are in it. */
  long events() {
    return history.headPosition();
  }

  /**
   * Milliseconds of one.
   *
   * @param append of an event to the history, alone
   * @param insert of the same row into the bare file, alone
   */
  record Round(double append, double insert) {}

  Round round() throws SQLException {
    int first = history.highestGeneration() + 1;
    List<List<Event>> generations = new ArrayList<>();
    for (int i = 0; i < GENERATIONS_A_ROUND; i++) {
      generations.add(SampleGrowth.of(first + i));
    }
    List<RecordedEvent> recorded = new ArrayList<>();
    long began = System.nanoTime();
    for (List<Event> events : generations) {
      append(events, recorded);
    }
    double append = millisSince(began) / recorded.size();
    List<String> data = recorded.stream().map(BareInserts::data).toList();
    began = System.nanoTime();
    for (int i = 0; i < recorded.size(); i++) {
      bare.insert(recorded.get(i), data.get(i));
    }
    return new Round(append, millisSince(began) / recorded.size());
  }

  private void append(List<Event> events, List<RecordedEvent> recorded) {
    StreamId stream = StreamId.of(events.getFirst());
    for (int i = 0; i < events.size(); i++) {
      WriteCondition expected = i == 0 ? WriteCondition.noStream() : WriteCondition.atVersion(i);
      recorded.addAll(history.append(stream, expected, Fixtures.CAUSE, List.of(events.get(i))));
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
