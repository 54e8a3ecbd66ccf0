package dev.cambrian.server.cli;

import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.terminal.JsonText;
import dev.cambrian.server.view.HistoryView;
import dev.cambrian.server.view.Lineage;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
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
      session.line(json ? "[]" : at.nothingGrown());
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
        new LineageTable(session).show(lineage, view);
      }
    }
    return ExitStatus.OK.code();
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
