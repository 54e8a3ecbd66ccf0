package dev.cambrian.server.campaign;

import dev.cambrian.core.campaign.Campaign;
import dev.cambrian.core.campaign.CampaignReport;
import dev.cambrian.core.campaign.CampaignReportJson;
import dev.cambrian.core.campaign.SpecComparison;
import dev.cambrian.core.campaign.SpecReport;
import dev.cambrian.core.history.History;
import dev.cambrian.server.view.CampaignEvidence;
import dev.cambrian.server.view.CampaignFindings;
import dev.cambrian.server.view.ComparedTrials;
import dev.cambrian.server.view.SpecFailures;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The report of a campaign with what stands behind it, as {@code
 * schemas/campaign-report.schema.json} has it. Tokens that nobody told are absent, and no zero.
 */
public final class FoundJson {
  private FoundJson() {}

  /** Of a campaign in that history. */
  public static ObjectNode of(Campaign campaign, History history) {
    CampaignReport report = CampaignReport.of(campaign, history);
    return of(report, new CampaignFindings.Reader(history).of(campaign, report));
  }

  /** Two specs side by side, and what their campaigns took. */
  public static ObjectNode of(ComparedTrials compared) {
    SpecComparison comparison = compared.comparison();
    ObjectNode json = CampaignReportJson.comparison(comparison);
    side((ObjectNode) json.get("first"), comparison.first(), compared.first());
    side((ObjectNode) json.get("second"), comparison.second(), compared.second());
    return json;
  }

  private static void side(ObjectNode json, SpecComparison.Side side, CampaignFindings findings) {
    CampaignReport.Spending spending = side.campaign().spending();
    ToldTokens.put(json, spending.tokens(), spending.tokensKnown());
    findings.estimate().ifPresent(it -> json.put("estimated-tokens", it));
    spec((ObjectNode) json.get("spec"), side.spec(), findings);
  }

  /** What the findings tell of it beyond its report. */
  private static void spec(ObjectNode json, SpecReport spec, CampaignFindings findings) {
    ToldTokens.dropUnknown(json, "tokens");
    Optional.ofNullable(findings.origins().get(spec.node()))
        .ifPresent(it -> json.put("proposal", it));
    findings.estimate(spec).ifPresent(it -> json.put("estimated-tokens", it));
  }

  /**
   * @param findings of that report's campaign
   */
  public static ObjectNode of(CampaignReport report, CampaignFindings findings) {
    ObjectNode json = CampaignReportJson.of(report);
    findings.evidence().ifPresent(it -> evidence(json, it));
    ArrayNode failures = json.putArray("failures");
    findings.failures().forEach(it -> failures(failures.addObject(), it));
    ObjectNode spending = (ObjectNode) json.get("spending");
    ToldTokens.dropUnknown(spending, "tokens", "trial-tokens", "proposal-tokens", "voided-tokens");
    findings
        .tokens()
        .ifPresent(
            it ->
                spending
                    .put("estimated-trial-tokens", it.trials())
                    .put("estimated-proposal-tokens", it.proposals()));
    report.specs().forEach(it -> spec((ObjectNode) json.get("specs").get(it.node()), it, findings));
    return json;
  }

  private static void evidence(ObjectNode json, CampaignEvidence evidence) {
    ObjectNode node =
        json.putObject("evidence")
            .put("fresh-trials", evidence.fresh().trials())
            .put("fresh-viable", evidence.fresh().successes())
            .put("base-fresh-trials", evidence.base().trials())
            .put("base-fresh-viable", evidence.base().successes())
            .put("enough-to-publish", CampaignEvidence.ENOUGH)
            .put("too-few", evidence.tooFew())
            .put("probability-had-one-more-failed", evidence.ifOneFailed());
    evidence.caution().ifPresent(it -> node.put("caution", it));
    evidence.choices().forEach(node.putArray("others-that-pass")::add);
  }

  private static void failures(ObjectNode json, SpecFailures spec) {
    ArrayNode groups =
        json.put("node", spec.node())
            .put("trials", spec.trials())
            .put("failed", spec.failed())
            .putArray("groups");
    for (SpecFailures.Group group : spec.groups()) {
      ObjectNode each =
          groups.addObject().put("message", group.message()).put("trials", group.trials());
      group.names().forEach(each.putArray("names")::add);
      ObjectNode example =
          each.putObject("example")
              .put("trial", group.example().trial())
              .put("generation", group.example().generation());
      group.example().file().ifPresent(it -> example.put("file", it));
      group.example().line().ifPresent(it -> example.put("line", it));
      group.example().printed().ifPresent(it -> example.put("printed-last", it));
    }
  }
}
