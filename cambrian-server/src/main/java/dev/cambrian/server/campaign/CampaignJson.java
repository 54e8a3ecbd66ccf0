package dev.cambrian.server.campaign;

import dev.cambrian.core.campaign.Campaign;
import dev.cambrian.core.campaign.Proposal;
import dev.cambrian.core.campaign.Trial;
import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.evolution.Node;
import dev.cambrian.core.evolution.SettingsJson;
import dev.cambrian.core.history.CampaignRecord;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.server.view.CampaignFindings;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Campaigns on the wire: kebab-case, what is not known is absent and never null. */
public final class CampaignJson {
  private CampaignJson() {}

  /**
   * One line of a list.
   *
   * @param hosted whether this server runs it now
   * @param estimate of its tokens where nobody told them all
   */
  public static ObjectNode of(CampaignRecord record, boolean hosted, OptionalLong estimate) {
    ObjectNode json =
        Json.object()
            .put("campaign-id", record.campaignId())
            .put("status", record.status().id())
            .put("hosted", hosted)
            .put("base-hash", record.baseHash());
    record.note().ifPresent(it -> json.put("note", it));
    json.set("settings", SettingsJson.of(record.settings()));
    CampaignRecord.Trials trials = record.trials();
    json.putObject("trial-counts")
        .put("wanted", record.settings().trials())
        .put("started", trials.started())
        .put("scored", trials.scored())
        .put("viable", trials.viable())
        .put("voided", trials.voided())
        .put("open", trials.open());
    CampaignRecord.Proposals proposals = record.proposals();
    json.putObject("proposal-counts")
        .put("asked", proposals.asked())
        .put("accepted", proposals.accepted())
        .put("rejected", proposals.rejected())
        .put("abandoned", proposals.abandoned())
        .put("open", proposals.open());
    ToldTokens.put(json, record.usage().total(), record.usageKnown());
    estimated(json, estimate);
    microUsd(json, record.costMicroUsd());
    record.ending().ifPresent(it -> json.put("ending", it.id()));
    record.promotedNode().ifPresent(it -> json.put("promoted-node", it));
    record.promotedHash().ifPresent(it -> json.put("promoted-hash", it));
    record.probabilityBetter().ifPresent(it -> json.put("probability-better", it));
    record.reason().ifPresent(it -> json.put("reason", it));
    json.put("started", record.started().toString());
    record.completed().ifPresent(it -> json.put("completed", it.toString()));
    return json;
  }

  /**
   * The same with its specs, its trials and its proposals, each in the order of their numbers.
   *
   * @param tokens estimated
   */
  public static ObjectNode of(
      CampaignRecord record, boolean hosted, Campaign campaign, CampaignFindings.Tokens tokens) {
    ObjectNode json =
        of(
            record,
            hosted,
            record.usageKnown() ? OptionalLong.empty() : OptionalLong.of(tokens.all()));
    ArrayNode nodes = json.putArray("nodes");
    campaign.nodes().forEach(it -> nodes.add(node(it, campaign)));
    ArrayNode trials = json.putArray("trials");
    campaign.trials().forEach(it -> trials.add(trial(it, tokens.ofTrial(it.number()))));
    ArrayNode proposals = json.putArray("proposals");
    campaign.proposals().forEach(it -> proposals.add(proposal(it, tokens.ofProposal(it.number()))));
    ArrayNode notices = json.putArray("notices");
    campaign
        .notices()
        .forEach(
            it ->
                notices
                    .addObject()
                    .put("trigger", it.trigger())
                    .put("message", it.message())
                    .put("action", it.action()));
    return json;
  }

  private static ObjectNode node(Node node, Campaign campaign) {
    ObjectNode json =
        Json.object()
            .put("node", node.index())
            .put("spec-hash", campaign.specHash(node.index()))
            .put("bytes", node.length())
            .put("scored", node.posterior().trials())
            .put("viable", node.posterior().successes());
    node.parent().ifPresent(it -> json.put("parent", it));
    campaign.origin(node.index()).ifPresent(it -> json.put("proposal", it.number()));
    return json;
  }

  private static ObjectNode trial(Trial trial, OptionalLong estimate) {
    ObjectNode json =
        Json.object()
            .put("trial", trial.number())
            .put("node", trial.started().node())
            .put("phase", trial.started().phase().id())
            .put("state", state(trial))
            .put("started", trial.startedAt().toString());
    trial
        .scored()
        .ifPresent(
            it -> {
              json.put("generation", it.generation()).put("viable", it.viable());
              it.failure().map(FailureKind::id).ifPresent(kind -> json.put("kind", kind));
              it.failureStage().map(Stage::id).ifPresent(at -> json.put("failure-stage", at));
              ToldTokens.put(json, it.usage().total(), it.usageKnown());
              estimated(json, estimate);
              microUsd(json, it.costMicroUsd());
              json.put("elapsed-ms", it.elapsed().toMillis());
            });
    trial.voided().ifPresent(it -> json.put("kind", it.kind().id()).put("reason", it.reason()));
    return json;
  }

  private static String state(Trial trial) {
    if (trial.open()) {
      return "open";
    }
    return trial.scored().isPresent() ? "scored" : "voided";
  }

  private static ObjectNode proposal(Proposal proposal, OptionalLong estimate) {
    CampaignEvent.ProposalAsked asked = proposal.asked();
    ObjectNode json =
        Json.object()
            .put("proposal", proposal.number())
            .put("parent", asked.parent())
            .put("operator", asked.operator().id())
            .put("state", state(proposal))
            .put("asked", proposal.askedAt().toString());
    asked.section().ifPresent(it -> json.put("section", it));
    asked.donor().ifPresent(it -> json.put("donor", it));
    proposal
        .answered()
        .ifPresent(
            it -> {
              json.put("producer-model", it.producerModel());
              ToldTokens.put(json, it.usage().total(), it.usageKnown());
              estimated(json, estimate);
              microUsd(json, it.costMicroUsd());
            });
    proposal
        .accepted()
        .ifPresent(
            it -> {
              json.put("node", it.node());
              Optional.of(it.rationale())
                  .filter(text -> !text.isEmpty())
                  .ifPresent(text -> json.put("rationale", text));
            });
    proposal.rejected().ifPresent(it -> json.put("rule", it.rule()).put("reason", it.reason()));
    proposal
        .abandoned()
        .ifPresent(it -> json.put("kind", it.kind().id()).put("reason", it.reason()));
    return json;
  }

  private static String state(Proposal proposal) {
    if (proposal.open()) {
      return "open";
    }
    if (proposal.accepted().isPresent()) {
      return "accepted";
    }
    return proposal.rejected().isPresent() ? "rejected" : "abandoned";
  }

  private static void estimated(ObjectNode json, OptionalLong estimate) {
    estimate.ifPresent(it -> json.put("estimated-tokens", it));
  }

  private static void microUsd(ObjectNode json, OptionalLong cost) {
    cost.ifPresent(it -> json.put("micro-usd", it));
  }
}
