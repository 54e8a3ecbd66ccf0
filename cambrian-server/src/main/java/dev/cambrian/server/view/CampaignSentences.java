package dev.cambrian.server.view;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.evolution.Ending;
import dev.cambrian.core.evolution.Probability;
import dev.cambrian.core.history.CampaignRecord;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.server.terminal.Format;
import dev.cambrian.server.view.Happening.Tone;

/** Tells each event of a campaign in plain words, as {@link Sentences} does. */
final class CampaignSentences {
  private CampaignSentences() {}

  static String of(Event.OfCampaign event) {
    return switch ((CampaignEvent) event) {
      case CampaignEvent.Started it ->
          "begins: %s trials to improve spec %s, strategy %s"
              .formatted(
                  Format.count(it.settings().trials()),
                  Format.hash(it.baseHash()),
                  it.settings().arm().id());
      case CampaignEvent.Paused it -> "paused: " + it.reason();
      case CampaignEvent.Resumed _ -> "goes on";
      case CampaignEvent.ProposalAsked it ->
          "proposal %d: a model is asked to %s %s%s%s"
              .formatted(
                  it.proposal(),
                  it.operator().id(),
                  node(it.parent()),
                  it.section().map(section -> ", section " + section).orElse(""),
                  it.donor().map(donor -> ", from " + node(donor)).orElse(""));
      case CampaignEvent.ProposalAnswered it ->
          Sentences.answered(
                  it.provider(), it.producerModel(), "proposal " + it.proposal(), it.elapsed())
              + Sentences.used(it.provider(), it.usage(), it.usageKnown(), it.costMicroUsd())
              + Sentences.cut(it.stopReason());
      case CampaignEvent.ProposalAccepted it ->
          "proposal %d becomes %s: spec %s"
              .formatted(it.proposal(), node(it.node()), Format.hash(it.specHash()));
      case CampaignEvent.ProposalRejected it ->
          "proposal %d is rejected (%s): %s".formatted(it.proposal(), it.rule(), it.reason());
      case CampaignEvent.ProposalAbandoned it ->
          "proposal %d is given up (%s): %s".formatted(it.proposal(), it.kind().id(), it.reason());
      case CampaignEvent.TrialStarted it ->
          "trial %d begins: %s, to %s".formatted(it.trial(), node(it.node()), it.phase().id());
      case CampaignEvent.TrialScored it ->
          "trial %d, generation %d: %s".formatted(it.trial(), it.generation(), score(it));
      case CampaignEvent.TrialVoided it ->
          "trial %d counts for nothing (%s): %s".formatted(it.trial(), it.kind().id(), it.reason());
      case CampaignEvent.MonitorTriggered it ->
          "%s: %s; %s".formatted(it.trigger(), it.message(), it.action());
      case CampaignEvent.Finished it -> finished(it);
    };
  }

  static Tone tone(Event.OfCampaign event) {
    return switch ((CampaignEvent) event) {
      case CampaignEvent.TrialScored it -> it.viable() ? Tone.GOOD : Tone.BAD;
      case CampaignEvent.Finished it -> it.ending() == Ending.PROMOTED ? Tone.GOOD : Tone.PLAIN;
      case CampaignEvent.ProposalRejected _, CampaignEvent.ProposalAbandoned _ -> Tone.BAD;
      case CampaignEvent.TrialVoided _, CampaignEvent.MonitorTriggered _ -> Tone.BAD;
      case CampaignEvent.ProposalAnswered it -> Sentences.tone(it.stopReason());
      case CampaignEvent.Started _,
          CampaignEvent.Paused _,
          CampaignEvent.Resumed _,
          CampaignEvent.ProposalAsked _,
          CampaignEvent.ProposalAccepted _,
          CampaignEvent.TrialStarted _ ->
          Tone.PLAIN;
    };
  }

  /** What came of one that is over: {@code node 2 is promoted}. */
  static String ending(CampaignRecord ended) {
    return switch (ended.ending().orElseThrow()) {
      case PROMOTED -> "node %d is promoted".formatted(ended.promotedNode().orElse(0));
      case BASE_STAYS -> "the base stays";
      case CANCELLED -> "it was cancelled";
      case STOPPED -> "it was stopped";
    };
  }

  private static String node(int node) {
    return node == 0 ? "the base" : "node " + node;
  }

  private static String score(CampaignEvent.TrialScored it) {
    return it.viable()
        ? "viable"
        : "not viable, failed "
            + it.failureStage()
                .map(Stage::id)
                .map("at "::concat)
                .or(() -> it.failure().map(FailureKind::id).map("as "::concat))
                .orElse("");
  }

  private static String finished(CampaignEvent.Finished it) {
    String better =
        it.probabilityBetter().isPresent()
            ? ", better than the base with P = "
                + Probability.text(it.probabilityBetter().orElse(0), 3)
            : "";
    String how =
        switch (it.ending()) {
          case PROMOTED -> "a better spec is promoted: " + node(it.node().orElse(0)) + better;
          case BASE_STAYS -> "the base stays" + better;
          case CANCELLED -> "cancelled";
          case STOPPED -> "stopped";
        };
    return "ends: %s (%s)".formatted(how, it.reason());
  }
}
