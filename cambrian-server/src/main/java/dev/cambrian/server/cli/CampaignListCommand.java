package dev.cambrian.server.cli;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.evolution.Ending;
import dev.cambrian.core.evolution.Probability;
import dev.cambrian.core.history.CampaignRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.server.campaign.ToldTokens;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.terminal.Format;
import dev.cambrian.server.terminal.JsonText;
import dev.cambrian.server.terminal.Table;
import dev.cambrian.server.terminal.Table.Column;
import dev.cambrian.server.view.CampaignEstimates;
import dev.cambrian.server.view.HistoryView;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the campaigns, the one that was started last first.")
final class CampaignListCommand implements Callable<Integer> {
  private final Session session;
  @Mixin private final HomeOption home = new HomeOption();

  @Option(names = "--json", description = "A JSON array.")
  private boolean json;

  CampaignListCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    CambrianHome at = home.home(session.environment());
    if (!at.hasHistory()) {
      none(at);
      return ExitStatus.OK.code();
    }
    try (History history = home.history(session.environment())) {
      List<CampaignRecord> campaigns = history.campaigns();
      if (json) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        CampaignEstimates estimates = new CampaignEstimates(history);
        campaigns.forEach(it -> array.add(json(it, estimates.of(it))));
        session.line(JsonText.pretty(array));
      } else if (campaigns.isEmpty()) {
        none(at);
      } else {
        table(campaigns, history);
      }
    }
    return ExitStatus.OK.code();
  }

  private void none(CambrianHome at) {
    session.line(json ? "[]" : "There is no campaign in %s yet.".formatted(at.directory()));
  }

  private void table(List<CampaignRecord> campaigns, History history) {
    HistoryView view = new HistoryView(history);
    CampaignEstimates estimates = new CampaignEstimates(history);
    Table table =
        new Table(
            List.of(
                Column.left("CAMPAIGN"),
                Column.left("STARTED"),
                Column.left("STATUS"),
                Column.left("ARM"),
                Column.right("TRIALS"),
                Column.right("VIABLE"),
                Column.right("SPECS"),
                Column.right("BETTER"),
                Column.right("TOKENS"),
                Column.right("COST"),
                Column.left("MODEL"),
                Column.left("SPEC")));
    for (CampaignRecord it : campaigns) {
      table.add(
          List.of(
              it.campaignId(),
              Format.time(it.started(), session.zone()),
              status(it),
              it.settings().arm().id() + (it.settings().againstItself() ? " (a/a)" : ""),
              "%d/%d".formatted(it.trials().scored(), it.settings().trials()),
              Integer.toString(it.trials().viable()),
              Integer.toString(1 + it.proposals().accepted()),
              it.probabilityBetter().isPresent()
                  ? Probability.text(it.probabilityBetter().getAsDouble())
                  : "-",
              Format.count(it.usage().total(), it.usageKnown(), estimates.of(it)),
              Format.cost(it.costMicroUsd()),
              it.settings().model(),
              view.spec(it.baseHash()).map(Event.SpecRegistered::title).orElse("")));
    }
    table.lines(session.width()).forEach(session::line);
  }

  private static String status(CampaignRecord record) {
    return record
        .ending()
        .map(Ending::id)
        .map(it -> it + record.promotedNode().map(" %d"::formatted).orElse(""))
        .orElse(record.status().id());
  }

  private static ObjectNode json(CampaignRecord record, OptionalLong estimate) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("campaign-id", record.campaignId())
            .put("status", record.status().id())
            .put("base-hash", record.baseHash())
            .put("arm", record.settings().arm().id())
            .put("against-itself", record.settings().againstItself())
            .put("model", record.settings().model())
            .put("trials", record.settings().trials())
            .put("scored", record.trials().scored())
            .put("viable", record.trials().viable())
            .put("voided", record.trials().voided())
            .put("specs", 1 + record.proposals().accepted())
            .put("started", record.started().toString());
    ToldTokens.put(json, record.usage().total(), record.usageKnown());
    estimate.ifPresent(it -> json.put("estimated-tokens", it));
    record.costMicroUsd().ifPresent(it -> json.put("micro-usd", it));
    record.note().ifPresent(it -> json.put("note", it));
    record.ending().ifPresent(it -> json.put("ending", it.id()));
    record.promotedNode().ifPresent(it -> json.put("promoted-node", it));
    record.promotedHash().ifPresent(it -> json.put("promoted-hash", it));
    record.probabilityBetter().ifPresent(it -> json.put("probability-better", it));
    record.reason().ifPresent(it -> json.put("reason", it));
    record.completed().ifPresent(it -> json.put("completed", it.toString()));
    return json;
  }
}
