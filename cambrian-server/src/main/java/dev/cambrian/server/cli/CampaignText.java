package dev.cambrian.server.cli;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.evolution.Probability;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import java.util.OptionalDouble;

/** One event of a campaign in a few words; some are a model's own, so the line is no safe text. */
final class CampaignText {
  private CampaignText() {}

  static String of(Event.OfCampaign event) {
    return switch (event) {
      case CampaignEvent.Started e ->
          "%s, %d trials of %s"
              .formatted(e.settings().arm().id(), e.settings().trials(), e.settings().model());
      case CampaignEvent.Paused e -> e.reason();
      case CampaignEvent.Resumed e -> "";
      case CampaignEvent.OfProposal e -> proposal(e);
      case CampaignEvent.OfTrial e -> trial(e);
      case CampaignEvent.MonitorTriggered e ->
          "%s: %s; %s".formatted(e.trigger(), e.message(), e.action());
      case CampaignEvent.Finished e ->
          e.ending().id()
              + e.node().map(" node %d"::formatted).orElse("")
              + probability(e.probabilityBetter())
              + ": "
              + e.reason();
    };
  }

  private static String proposal(CampaignEvent.OfProposal event) {
    return "%d: ".formatted(event.proposal())
        + switch (event) {
          case CampaignEvent.ProposalAsked e ->
              "%s node %d".formatted(e.operator().id(), e.parent())
                  + e.section().map(", section %s"::formatted).orElse("")
                  + e.donor().map(" of node %d"::formatted).orElse("");
          case CampaignEvent.ProposalAnswered e -> "by " + e.producerModel();
          case CampaignEvent.ProposalAccepted e ->
              "node %d".formatted(e.node()) + (e.rationale().isEmpty() ? "" : ", " + e.rationale());
          case CampaignEvent.ProposalRejected e -> e.rule() + ": " + e.reason();
          case CampaignEvent.ProposalAbandoned e -> e.kind().id() + ": " + e.reason();
        };
  }

  private static String trial(CampaignEvent.OfTrial event) {
    return "%d: ".formatted(event.trial())
        + switch (event) {
          case CampaignEvent.TrialStarted e -> "node %d, %s".formatted(e.node(), e.phase().id());
          case CampaignEvent.TrialScored e ->
              "generation %d %s".formatted(e.generation(), e.viable() ? "viable" : "non-viable")
                  + e.failure()
                      .map(FailureKind::id)
                      .or(() -> e.failureStage().map(Stage::id))
                      .map(" (%s)"::formatted)
                      .orElse("");
          case CampaignEvent.TrialVoided e -> e.kind().id() + ": " + e.reason();
        };
  }

  private static String probability(OptionalDouble better) {
    return better.isPresent() ? ", better with " + Probability.text(better.getAsDouble(), 3) : "";
  }
}
