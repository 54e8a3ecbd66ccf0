package dev.cambrian.server.dashboard;

import dev.cambrian.core.campaign.Attribution;
import dev.cambrian.core.campaign.Campaign;
import dev.cambrian.core.campaign.CampaignReport;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.evolution.BetaPosterior;
import dev.cambrian.core.history.CampaignRecord;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.core.llm.Prices;
import dev.cambrian.server.plan.CampaignForecast;
import dev.cambrian.server.view.CampaignEvidence;
import dev.cambrian.server.view.CampaignFindings;
import dev.cambrian.server.view.CampaignView;
import dev.cambrian.server.view.HistoryView;
import dev.cambrian.server.view.ProposedEdits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the page shows of a campaign, as one file such as {@link ReportFile} makes. */
public final class CampaignReportFile {
  private CampaignReportFile() {}

  /**
   * @param limits what it does not say, a sentence each
   * @param headDigest of the last event of the history
   */
  record Report(
      CampaignsPage.Shown campaign,
      List<String> limits,
      CampaignForecast forecast,
      Attribution sections,
      String headDigest,
      Instant made) {}

  /**
   * Computes what was planned, too; takes a second.
   *
   * @param campaign of that history
   * @param now told as when it was made
   */
  public static String of(SqliteHistory history, Campaign campaign, Instant now) {
    CampaignRecord record = history.campaign(campaign.id()).orElseThrow();
    CampaignReport report = CampaignReport.of(campaign, history);
    CampaignFindings findings = new CampaignFindings.Reader(history).of(campaign, report);
    CampaignView view =
        CampaignView.of(record, campaign, report, findings, new ProposedEdits(history));
    return ReportFile.render(
        "reportcampaign.jte",
        Map.of(
            "frame",
            ReportFile.frame("Campaign " + campaign.id()),
            "report",
            new Report(
                new CampaignsPage.Shown(
                    view,
                    new HistoryView(history).spec(record.baseHash()).map(it -> it.title()),
                    false,
                    false,
                    false,
                    Links.within(Set.of()),
                    true),
                limits(report, findings),
                CampaignForecast.of(history, campaign, Prices.builtIn()),
                report.sections(),
                head(history),
                now)));
  }

  private static String head(SqliteHistory history) {
    return history.readAll(Math.max(0, history.headPosition() - 1), 1).stream()
        .map(RecordedEvent::digest)
        .findFirst()
        .orElse("");
  }

  private static List<String> limits(CampaignReport report, CampaignFindings findings) {
    List<String> limits = new ArrayList<>();
    limits.add(
        "It is one campaign, of the model %s on one spec, from one seed: it says nothing of other models, specs or prompts."
            .formatted(Show.line(report.settings().model(), 80)));
    findings.evidence().flatMap(CampaignEvidence::caution).ifPresent(limits::add);
    BetaPosterior base = report.specs().getFirst().whole();
    limits.add(
        "Trials of the search were given to whatever looked best: their counts flatter what was chosen (the base has %d of %d). Only the framed, fresh trials confirm."
            .formatted(base.successes(), base.trials()));
    Optional<String> unknown =
        report.spending().tokensKnown()
            ? Optional.empty()
            : Optional.of(
                "Not every provider told its tokens: what stands for them is estimated, and the money is unknown where no price is.");
    unknown.ifPresent(limits::add);
    if (report.finished().isEmpty()) {
      limits.add("It is not over: all of this may change.");
    }
    return limits;
  }
}
