package dev.cambrian.server.imports;

import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.core.pipeline.GenerationArchive;
import dev.cambrian.server.git.GitArchive;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.verify.HistoryVerifier;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A home that is imported into, with a real database and a real repository. */
final class NewHome {

  static final Importing.Options PLAIN = new Importing.Options(false, false);
  static final Importing.Options STRICT = new Importing.Options(true, false);
  static final Importing.Options RENUMBER = new Importing.Options(false, true);

  private final CambrianHome home;

  NewHome(Path directory) {
    this.home = new CambrianHome(directory).prepare();
  }

  /** What an import gave and what it told. */
  record Outcome(ImportSummary summary, List<String> problems, List<String> notes) {}

  Path directory() {
    return home.directory();
  }

  Outcome imports(OldLab lab, Importing.Options options) throws IOException {
    return imports(lab, options, UnaryOperator.identity(), UnaryOperator.identity());
  }

  Outcome imports(
      OldLab lab,
      Importing.Options options,
      UnaryOperator<History> aroundHistory,
      UnaryOperator<GenerationArchive> aroundArchive)
      throws IOException {
    List<String> problems = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    try (SqliteHistory history = History.open(home.history());
        GitArchive archive = new GitArchive(home.archive(), Clock.systemUTC())) {
      ImportSummary summary =
          Importing.run(
              lab.root(),
              aroundHistory.apply(history),
              aroundArchive.apply(archive),
              home.directory(),
              options,
              problems::add,
              notes::add);
      return new Outcome(summary, problems, notes);
    }
  }

  List<GenerationRecord> records() {
    try (SqliteHistory history = History.open(home.history())) {
      return history.generations(0, 10_000, Optional.empty());
    }
  }

  GenerationRecord record(int generation) {
    try (SqliteHistory history = History.open(home.history())) {
      return history.generation(generation).orElseThrow();
    }
  }

  List<RecordedEvent> events() {
    try (SqliteHistory history = History.open(home.history())) {
      return history.readAll(0, 100_000);
    }
  }

  /** What {@code cambrian verify} finds. */
  List<String> defects() {
    try (SqliteHistory history = History.open(home.history());
        GitArchive archive = new GitArchive(home.archive(), Clock.systemUTC())) {
      return new HistoryVerifier(history, archive, home).run().defects();
    }
  }
}
