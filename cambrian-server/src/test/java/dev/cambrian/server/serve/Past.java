package dev.cambrian.server.serve;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.supervisor.HomeCheck;
import dev.cambrian.server.view.Lineage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What a home tells of what happened; nobody serves it. */
final class Past implements AutoCloseable {
  final List<GenerationRecord> records;
  private final CambrianHome home;
  private final History history;

  /** Of a home that is as it must be, in the eyes of git, too. */
  Past(CambrianHome home) throws IOException {
    this.home = home;
    this.records = HomeCheck.sound(home);
    this.history = History.open(home.history());
  }

  GenerationRecord generation(int generation) {
    return history.generation(generation).orElseThrow();
  }

  List<RecordedEvent> ofGeneration(int generation) {
    return history.read(StreamId.generation(generation));
  }

  /** Of the organisms that ran a generation. */
  List<Event> ofOrganisms(int generation) {
    return history.read(StreamId.organism(generation)).stream().map(it -> it.event()).toList();
  }

  static <T extends Event> List<T> only(Class<T> type, List<? extends Event> events) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  <T extends Event> List<T> ofGeneration(int generation, Class<T> type) {
    return only(type, ofGeneration(generation).stream().map(RecordedEvent::event).toList());
  }

  String blob(String hash) {
    return new String(history.get(hash).orElseThrow(), StandardCharsets.UTF_8);
  }

  Lineage lineage() {
    return Lineage.of(history);
  }

  /** As a person asks the view. */
  List<Integer> ancestors(int generation) throws SQLException {
    return ancestors(home.history(), generation);
  }

  private static List<Integer> ancestors(Path file, int generation) throws SQLException {
    List<Integer> found = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT ancestor FROM lineage WHERE generation = %d ORDER BY depth"
                    .formatted(generation))) {
      while (rows.next()) {
        found.add(rows.getInt(1));
      }
    }
    return found;
  }

  @Override
  public void close() {
    history.close();
  }
}
