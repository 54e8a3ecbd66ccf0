package dev.cambrian.core.event;

import dev.cambrian.core.evolution.SettingsJson;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import tools.jackson.databind.node.ObjectNode;

/** Writes the data of a campaign's events, in the form of {@link EventData}. */
final class CampaignData {
  private CampaignData() {}

  static ObjectNode of(Event.OfCampaign event) {
    EventData data = new EventData().with("campaign-id", event.campaignId());
    return switch (event) {
      case CampaignEvent.OfProposal e -> ofProposal(data.with("proposal", e.proposal()), e);
      case CampaignEvent.OfTrial e -> ofTrial(data.with("trial", e.trial()), e);
      case CampaignEvent.Started e ->
          data.with("base-hash", e.baseHash())
              .with("engine", e.engine())
              .with("settings", SettingsJson.of(e.settings()))
              .with("note", e.note())
              .node();
      case CampaignEvent.Paused e -> data.with("reason", e.reason()).node();
      case CampaignEvent.Resumed e -> data.node();
      case CampaignEvent.MonitorTriggered e ->
          data.with("trigger", e.trigger())
              .with("message", e.message())
              .with("action", e.action())
              .node();
      case CampaignEvent.Finished e ->
          data.with("ending", e.ending().id())
              .withInt("node", e.node())
              .with("spec-hash", e.specHash())
              .with("probability-better", e.probabilityBetter())
              .with("reason", e.reason())
              .node();
    };
  }

  private static ObjectNode ofProposal(EventData data, CampaignEvent.OfProposal event) {
    return switch (event) {
      case CampaignEvent.ProposalAsked e ->
          data.with("parent", e.parent())
              .with("operator", e.operator().id())
              .with("section", e.section())
              .withInt("donor", e.donor())
              .node();
      case CampaignEvent.ProposalAnswered e ->
          data.with("provider", e.provider())
              .with("model", e.model())
              .with("producer-model", e.producerModel())
              .with("stop-reason", EventData.id(e.stopReason()))
              .with("usage", e.usage())
              .with("usage-known", e.usageKnown())
              .with("cost-micro-usd", e.costMicroUsd())
              .with("elapsed-ms", e.elapsed().toMillis())
              .with("request-blob", e.requestBlob())
              .with("answer-blob", e.answerBlob())
              .node();
      case CampaignEvent.ProposalAccepted e ->
          data.with("node", e.node())
              .with("spec-hash", e.specHash())
              .with("rationale", e.rationale())
              .node();
      case CampaignEvent.ProposalRejected e ->
          data.with("rule", e.rule()).with("reason", e.reason()).node();
      case CampaignEvent.ProposalAbandoned e ->
          data.with("kind", e.kind().id()).with("reason", e.reason()).node();
    };
  }

  private static ObjectNode ofTrial(EventData data, CampaignEvent.OfTrial event) {
    return switch (event) {
      case CampaignEvent.TrialStarted e ->
          data.with("node", e.node()).with("phase", e.phase().id()).node();
      case CampaignEvent.TrialScored e ->
          data.with("generation", e.generation())
              .with("viable", e.viable())
              .with("failure", e.failure().map(FailureKind::id))
              .with("failure-stage", e.failureStage().map(Stage::id))
              .with("report-blob", e.reportBlob())
              .with("usage", e.usage())
              .with("usage-known", e.usageKnown())
              .with("cost-micro-usd", e.costMicroUsd())
              .with("elapsed-ms", e.elapsed().toMillis())
              .node();
      case CampaignEvent.TrialVoided e -> {
        data.with("kind", e.kind().id()).with("reason", e.reason());
        e.spent().ifPresent(it -> data.with("spent", spent(it)));
        yield data.node();
      }
    };
  }

  private static ObjectNode spent(CampaignEvent.Spent spent) {
    return new EventData()
        .with("usage", spent.usage())
        .with("usage-known", spent.usageKnown())
        .with("cost-micro-usd", spent.costMicroUsd())
        .node();
  }
}
