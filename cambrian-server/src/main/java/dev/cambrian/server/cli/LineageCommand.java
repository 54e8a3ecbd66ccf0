package dev.cambrian.server.cli;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.terminal.JsonText;
import dev.cambrian.server.terminal.Table;
import dev.cambrian.server.terminal.Table.Column;
import dev.cambrian.server.view.HistoryView;
import dev.cambrian.server.view.Lineage;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "lineage",
    mixinStandardHelpOptions = true,
    description =
        "Draws who grew whom: a line goes on with the offspring that has most descendants, the others branch off.")
final class LineageCommand implements Callable<Integer> {

  /** As many digits of a hash as tell generations apart. */
  private static final int SHORT = 12;

  private final Session session;
  @Mixin private final HomeOption home = new HomeOption();

  @Parameters(
      paramLabel = "N",
      arity = "0..1",
      converter = Values.Generation.class,
      description = "Only the ancestors and descendants of this generation.")
  private @Nullable Integer generation;

  @Option(names = "--json", description = "A JSON array, ascending.")
  private boolean json;

  LineageCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    CambrianHome at = home.home(session.environment());
    if (!at.hasHistory() && generation == null) {
      session.line(
          json
              ? "[]"
              : "Nothing has been grown in %s yet; 'cambrian grow SPEC' does."
                  .formatted(at.directory()));
      return ExitStatus.OK.code();
    }
    try (History history = home.history(session.environment())) {
      Lineage all = Lineage.of(history);
      Lineage lineage = generation == null ? all : all.around(generation);
      if (generation != null && lineage.records().isEmpty()) {
        throw CliException.usage(
            "there is no generation %d; 'cambrian log' lists them".formatted(generation));
      }
      HistoryView view = new HistoryView(history);
      if (json) {
        json(lineage, view);
      } else {
        text(lineage, view);
      }
    }
    return ExitStatus.OK.code();
  }

  private void text(Lineage lineage, HistoryView view) {
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
        record.parent() == 0 ? "-" : Integer.toString(record.parent()),
        record.outcome().id(),
        record
            .failureStage()
            .map(Stage::id)
            .orElse(record.failure().map(failure -> failure.id()).orElse("")),
        "%s %s".formatted(title(record, view), shortened(record.specHash())).strip(),
        record.artifactHash().map(LineageCommand::shortened).orElse("-"));
  }

  private static String title(GenerationRecord record, HistoryView view) {
    return view.spec(record.specHash()).map(Event.SpecRegistered::title).orElse("");
  }

  private static String shortened(String hash) {
    int start = hash.indexOf(':') + 1;
    return hash.substring(start, Math.min(hash.length(), start + SHORT));
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

  private void json(Lineage lineage, HistoryView view) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    Map<Integer, Lineage.Relation> relations =
        generation == null ? Map.of() : lineage.relations(generation);
    for (GenerationRecord record : lineage.records()) {
      ObjectNode node = array.addObject();
      node.put("generation", record.generation()).put("parent", record.parent());
      Lineage.Relation relation = relations.get(record.generation());
      if (relation != null) {
        node.put("relation", relation.name().toLowerCase(Locale.ROOT));
      }
      node.put("outcome", record.outcome().id()).put("spec-hash", record.specHash());
      view.spec(record.specHash()).ifPresent(spec -> node.put("spec-title", spec.title()));
      record.artifactHash().ifPresent(hash -> node.put("artifact-hash", hash));
      ArrayNode offspring = node.putArray("offspring");
      lineage.offspringOf(record.generation()).forEach(offspring::add);
    }
    session.line(JsonText.pretty(array));
  }
}
