package dev.cambrian.server.cli;

import dev.cambrian.core.evolution.BetaPosterior;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.terminal.Format;
import dev.cambrian.server.terminal.JsonText;
import dev.cambrian.server.terminal.Table;
import dev.cambrian.server.terminal.Table.Column;
import dev.cambrian.server.view.SpecTree;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "tree",
    mixinStandardHelpOptions = true,
    description =
        "Draws every spec that was ever registered below the one that it was made from, with its trials in all campaigns.")
final class SpecTreeCommand implements Callable<Integer> {
  private final Session session;
  @Mixin private final HomeOption home = new HomeOption();

  @Option(names = "--json", description = "A JSON array, each spec behind its parent.")
  private boolean json;

  SpecTreeCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    CambrianHome at = home.home(session.environment());
    if (!at.hasHistory()) {
      session.line(json ? "[]" : "There is no spec in %s yet.".formatted(at.directory()));
      return ExitStatus.OK.code();
    }
    SpecTree tree;
    try (SqliteHistory history = home.history(session.environment())) {
      tree = SpecTree.of(history);
    }
    if (json) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      tree.lines().forEach(it -> array.add(json(it)));
      session.line(JsonText.pretty(array));
    } else if (tree.lines().isEmpty()) {
      session.line("There is no spec in %s yet.".formatted(at.directory()));
    } else {
      table(tree);
    }
    if (tree.cut()) {
      session.err().print("Only the first %d specs are shown.\n".formatted(SpecTree.MOST));
    }
    return ExitStatus.OK.code();
  }

  private void table(SpecTree tree) {
    Table table =
        new Table(
            List.of(
                Column.left("SPEC"),
                Column.left("OPERATOR"),
                Column.left("SECTION"),
                Column.right("VIABLE"),
                Column.left("RATE"),
                Column.left("MADE BY"),
                Column.left("TITLE")));
    for (SpecTree.Line it : tree.lines()) {
      table.add(
          List.of(
              "  ".repeat(it.depth()) + Format.digits(it.specHash()),
              it.operator().orElse("-"),
              it.section().orElse("-"),
              CampaignReportText.counts(it.rate()),
              it.rate().trials() == 0 ? "-" : CampaignReportText.rate(it.rate()),
              it.campaign()
                  .map(campaign -> campaign + it.node().map(":%d"::formatted).orElse(""))
                  .orElse("-"),
              it.title()));
    }
    table.lines(session.width()).forEach(session::line);
  }

  private static ObjectNode json(SpecTree.Line line) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("spec-hash", line.specHash())
            .put("title", line.title())
            .put("depth", line.depth());
    line.parent().ifPresent(it -> json.put("parent-spec-hash", it));
    line.operator().ifPresent(it -> json.put("operator", it));
    line.section().ifPresent(it -> json.put("section", it));
    line.campaign().ifPresent(it -> json.put("campaign-id", it));
    line.node().ifPresent(it -> json.put("node", it));
    line.rationale().ifPresent(it -> json.put("rationale", it));
    BetaPosterior rate = line.rate();
    json.put("trials", rate.trials()).put("viable", rate.successes());
    if (rate.trials() > 0) {
      BetaPosterior.Interval interval = rate.interval();
      json.put("mean", rate.mean()).put("lower", interval.lower()).put("upper", interval.upper());
    }
    return json;
  }
}
