package dev.cambrian.server.cli;

import dev.cambrian.core.campaign.Campaign;
import dev.cambrian.core.campaign.CampaignReport;
import dev.cambrian.core.history.History;
import dev.cambrian.server.campaign.FoundJson;
import dev.cambrian.server.terminal.JsonText;
import dev.cambrian.server.view.CampaignFindings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Reports what a campaign has come to, whether it runs or is over.")
final class CampaignShowCommand implements Callable<Integer> {
  private final Session session;
  @Mixin private final HomeOption home = new HomeOption();

  @Parameters(
      paramLabel = "ID",
      arity = "0..1",
      converter = CampaignId.class,
      description = "The campaign; the only one of the home by default.")
  private String id = "";

  @Option(
      names = "--json",
      description = "The whole report, as schemas/campaign-report.schema.json has it.")
  private boolean json;

  CampaignShowCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (History history = home.history(session.environment())) {
      Campaign campaign = CampaignId.campaign(history, CampaignId.of(history, id));
      CampaignReport report = CampaignReport.of(campaign, history);
      CampaignFindings findings = new CampaignFindings.Reader(history).of(campaign, report);
      if (json) {
        session.line(JsonText.pretty(FoundJson.of(report, findings)));
      } else {
        new CampaignReportText(session).show(report, findings);
      }
    }
    return ExitStatus.OK.code();
  }
}
