package dev.cambrian.server.cli;

import dev.cambrian.core.campaign.Campaign;
import dev.cambrian.core.campaign.CampaignReport;
import dev.cambrian.core.campaign.SpecComparison;
import dev.cambrian.core.history.History;
import dev.cambrian.server.campaign.FoundJson;
import dev.cambrian.server.terminal.JsonText;
import dev.cambrian.server.terminal.SafeText;
import dev.cambrian.server.terminal.Table;
import dev.cambrian.server.terminal.Table.Column;
import dev.cambrian.server.view.CampaignFindings;
import dev.cambrian.server.view.ComparedTrials;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Compares two specs by all of their trials, and what they cost.",
      "c1 is the spec that campaign c1 ended with, the promoted or else the base; c1:3 is its node 3, and :3 that of the only campaign of the home.",
      "./DIR:3 is node 3 of the campaign of an export or another home, which is only looked at; ./DIR#c1:3 where that has several."
    })
final class CampaignCompareCommand implements Callable<Integer> {
  private final Session session;
  @Mixin private final HomeOption home = new HomeOption();

  @Parameters(
      index = "0",
      paramLabel = "ID[:NODE]|DIR[:NODE]",
      converter = SpecOperand.Converter.class,
      description = "The first spec.")
  private @Nullable SpecOperand first;

  @Parameters(
      index = "1",
      paramLabel = "ID[:NODE]|DIR[:NODE]",
      converter = SpecOperand.Converter.class,
      description = "The second spec.")
  private @Nullable SpecOperand second;

  @Option(names = "--json", description = "A JSON object.")
  private boolean json;

  CampaignCompareCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    ComparedTrials compared = ComparedTrials.of(told(first), told(second));
    if (json) {
      session.line(JsonText.pretty(FoundJson.of(compared)));
    } else {
      show(compared);
    }
    return ExitStatus.OK.code();
  }

  private ComparedTrials.Told told(@Nullable SpecOperand named) {
    if (named == null) {
      throw new IllegalStateException("both parameters are required");
    }
    try (History history = opened(named)) {
      Campaign campaign = CampaignId.campaign(history, named.id(history));
      CampaignReport report = CampaignReport.of(campaign, history);
      return new ComparedTrials.Told(
          side(report, named.node()), new CampaignFindings.Reader(history).of(campaign, report));
    }
  }

  private History opened(SpecOperand named) {
    return named
        .directory()
        .map(HomeOption::elsewhere)
        .orElseGet(() -> home.history(session.environment()));
  }

  private static SpecComparison.Side side(CampaignReport report, OptionalInt named) {
    if (named.isEmpty()) {
      return new SpecComparison.Side(report, report.outcome());
    }
    int node = named.getAsInt();
    if (node >= report.specs().size()) {
      throw CliException.usage(
          "campaign %s has no node %d, the last is %d"
              .formatted(report.campaignId(), node, report.specs().size() - 1));
    }
    return new SpecComparison.Side(report, report.specs().get(node));
  }

  private void show(ComparedTrials told) {
    Table table =
        new Table(
            List.of(
                Column.left(""),
                Column.left(told.names().first()),
                Column.left(told.names().second())));
    told.rows().forEach(it -> table.add(List.of(it.name(), it.first(), it.second())));
    table.lines(session.width()).forEach(session::line);
    session.line("");
    told.sentences().forEach(this::say);
  }

  private void say(String text) {
    CampaignReportText.wrapped(SafeText.line(text), session.width()).forEach(session::line);
  }
}
