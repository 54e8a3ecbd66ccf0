package dev.cambrian.server.cli;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.server.terminal.Format;
import dev.cambrian.server.terminal.Table;
import dev.cambrian.server.terminal.Table.Column;
import dev.cambrian.server.view.HistoryView;
import dev.cambrian.server.view.Lineage;
import dev.cambrian.server.view.Standing;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** A drawing of who grew whom. */
final class LineageTable {
  /** As many digits of a hash as tell generations apart. */
  private final Session session;

  LineageTable(Session session) {
    this.session = session;
  }

  /** Prints it, or that there is nothing. */
  void show(Lineage lineage, HistoryView view) {
    if (lineage.records().isEmpty()) {
      session.line("There is no generation yet.");
      return;
    }
    Table table =
        new Table(
            List.of(
                Column.left("GEN"),
                Column.right("PARENT"),
                Column.left("OUTCOME"),
                Column.left("FAILED AT"),
                Column.left("SPEC"),
                Column.left("ARTIFACT")));
    boolean drawn = drawsLines();
    for (Lineage.Line line : lineage.lines()) {
      table.add(row(line, view, drawn));
    }
    table.lines(session.width()).forEach(session::line);
  }

  private static List<String> row(Lineage.Line line, HistoryView view, boolean drawn) {
    GenerationRecord record = line.record();
    int through = line.branches() - (line.branchesOff() ? 1 : 0);
    String branch = line.branchesOff() ? (drawn ? "\u251c\u2500 " : "|- ") : "";
    return List.of(
        (drawn ? "\u2502  " : "|  ").repeat(through) + branch + record.generation(),
        record.parent() == 0 ? "core" : Integer.toString(record.parent()),
        Standing.column(record),
        Standing.failedAt(record),
        "%s %s".formatted(title(record, view), Format.digits(record.specHash())).strip(),
        record.artifactHash().map(Format::digits).orElse("-"));
  }

  private static String title(GenerationRecord record, HistoryView view) {
    return view.spec(record.specHash()).map(Event.SpecRegistered::title).orElse("");
  }

  /** Only on a screen, and only where it is said to show UTF-8. */
  private boolean drawsLines() {
    Map<String, String> environment = session.environment();
    String locale =
        Stream.of("LC_ALL", "LC_CTYPE", "LANG")
            .map(name -> environment.getOrDefault(name, ""))
            .filter(value -> !value.isEmpty())
            .findFirst()
            .orElse("")
            .toUpperCase(Locale.ROOT);
    return session.outScreen().live() && (locale.contains("UTF-8") || locale.contains("UTF8"));
  }
}
