package dev.cambrian.server.cli;

import dev.cambrian.core.history.GenerationJson;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.terminal.Format;
import dev.cambrian.server.terminal.JsonText;
import dev.cambrian.server.terminal.Table;
import dev.cambrian.server.terminal.Table.Column;
import dev.cambrian.server.view.EntryJson;
import dev.cambrian.server.view.HistoryView;
import dev.cambrian.server.view.LogEntry;
import dev.cambrian.server.view.Standing;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "log",
    mixinStandardHelpOptions = true,
    description = "Lists the generations, the latest first.")
final class LogCommand implements Callable<Integer> {

  private final Session session;
  @Mixin private final HomeOption home = new HomeOption();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "At most so many; 50 by default.")
  private int limit;

  @Option(
      names = "--outcome",
      paramLabel = "OUTCOME",
      description = "Only in_progress, tested, promoted, failed or timeout.")
  private @Nullable String outcome;

  @Option(names = "--json", description = "A JSON array.")
  private boolean json;

  LogCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (limit < 1) {
      throw CliException.usage("--limit is at least 1, not " + limit);
    }
    Optional<Outcome> wanted = Optional.ofNullable(outcome).map(LogCommand::outcome);
    CambrianHome at = home.home(session.environment());
    if (!at.hasHistory()) {
      session.line(json ? "[]" : at.nothingGrown());
      return ExitStatus.OK.code();
    }
    try (History history = home.history(session.environment())) {
      print(new HistoryView(history).log(limit, wanted));
    }
    return ExitStatus.OK.code();
  }

  private static Outcome outcome(String name) {
    return Outcome.of(name)
        .orElseThrow(
            () ->
                CliException.usage(
                    "no outcome is named '%s'; there are in_progress, tested, promoted, failed and timeout"
                        .formatted(name)));
  }

  private void print(List<LogEntry> entries) {
    if (json) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      entries.forEach(entry -> array.add(json(entry)));
      session.line(JsonText.pretty(array));
      return;
    }
    if (entries.isEmpty()) {
      session.line("No such generation.");
      return;
    }
    Table table =
        new Table(
            List.of(
                Column.right("GEN"),
                Column.right("PARENT"),
                Column.left("OUTCOME"),
                Column.left("FAILED AT"),
                Column.left("SPEC"),
                Column.left("MODEL"),
                Column.right("TOKENS"),
                Column.right("COST"),
                Column.right("TOOK"),
                Column.left("CREATED")));
    entries.forEach(entry -> table.add(row(entry)));
    table.lines(session.width()).forEach(session::line);
    session.line("");
    session.line("Together: %s.".formatted(LogEntry.total(entries).sentence()));
  }

  private List<String> row(LogEntry entry) {
    GenerationRecord record = entry.record();
    return List.of(
        Integer.toString(record.generation()),
        record.parent() == 0 ? "core" : Integer.toString(record.parent()),
        Standing.column(record),
        Standing.failedAt(record),
        entry.specTitle().orElse(record.specHash()),
        entry.model(),
        entry.taken().brief(),
        entry.taken().money(),
        entry.duration().map(Format::duration).orElse(""),
        Format.time(record.created(), session.zone()));
  }

  private static ObjectNode json(LogEntry entry) {
    ObjectNode node = GenerationJson.brief(entry.record());
    EntryJson.add(entry, node);
    return node;
  }
}
