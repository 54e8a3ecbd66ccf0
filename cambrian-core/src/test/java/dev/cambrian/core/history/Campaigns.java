package dev.cambrian.core.history;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.evolution.Arm;
import dev.cambrian.core.evolution.CampaignSettings;
import dev.cambrian.core.evolution.Ending;
import dev.cambrian.core.evolution.Operator;
import dev.cambrian.core.evolution.Phase;
import dev.cambrian.core.evolution.Rules;
import dev.cambrian.core.llm.LlmAnswer.StopReason;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Events as a campaign appends them; they refer to the contents of {@link Growth}. */
final class Campaigns {
  static final String ID = "echo-1";
  static final String BASE = Growth.SPEC_HASH;
  static final CampaignSettings SETTINGS =
      new CampaignSettings(
          Arm.TREE, false, "claude-x", "claude-y", 7, 60, 4, 32_000, 0, 25_000_000, Rules.DEFAULT);

  private Campaigns() {}

  static Event.OfCampaign started() {
    return started(ID);
  }

  static Event.OfCampaign started(String id) {
    return new CampaignEvent.Started(id, BASE, 1, SETTINGS, Optional.of("it misleads"));
  }

  static Event.OfCampaign paused() {
    return new CampaignEvent.Paused(ID, "asked for");
  }

  static Event.OfCampaign resumed() {
    return new CampaignEvent.Resumed(ID);
  }

  static Event.OfCampaign asked(int proposal, int parent) {
    return new CampaignEvent.ProposalAsked(
        ID, proposal, parent, Operator.REFINE, Optional.of("errors"), Optional.empty());
  }

  static Event.OfCampaign transplant(int proposal, int parent, int donor) {
    return new CampaignEvent.ProposalAsked(
        ID, proposal, parent, Operator.TRANSPLANT, Optional.of("errors"), Optional.of(donor));
  }

  static Event.OfCampaign copy(int proposal, int parent) {
    return new CampaignEvent.ProposalAsked(
        ID, proposal, parent, Operator.COPY, Optional.empty(), Optional.empty());
  }

  static Event.OfCampaign answered(int proposal) {
    return answered(proposal, true, OptionalLong.of(500_000));
  }

  static Event.OfCampaign answered(int proposal, boolean usageKnown, OptionalLong cost) {
    return new CampaignEvent.ProposalAnswered(
        ID,
        proposal,
        "anthropic",
        "claude-y",
        "claude-y-2026",
        StopReason.COMPLETE,
        new TokenUsage(100, 50, 20, 10),
        usageKnown,
        cost,
        Duration.ofMillis(1_234),
        Blobs.hashOf(Growth.REQUEST),
        Blobs.hashOf(Growth.ANSWER));
  }

  /** The hash of the spec of a node above 0. */
  static String spec(int node) {
    return "sha256:" + "%064x".formatted(node);
  }

  static Event.OfCampaign accepted(int proposal, int node) {
    return accepted(proposal, node, spec(node));
  }

  static Event.OfCampaign accepted(int proposal, int node, String specHash) {
    return new CampaignEvent.ProposalAccepted(ID, proposal, node, specHash, "clearer");
  }

  static Event.OfCampaign rejected(int proposal) {
    return new CampaignEvent.ProposalRejected(ID, proposal, "frozen", "a vector was changed");
  }

  static Event.OfCampaign abandoned(int proposal) {
    return new CampaignEvent.ProposalAbandoned(
        ID, proposal, FailureKind.MODEL_UNAVAILABLE, "no answer");
  }

  static Event.OfCampaign trial(int trial, int node) {
    return new CampaignEvent.TrialStarted(ID, trial, node, Phase.SEARCH);
  }

  static Event.OfCampaign confirming(int trial, int node) {
    return new CampaignEvent.TrialStarted(ID, trial, node, Phase.CONFIRM);
  }

  static Event.OfCampaign viable(int trial) {
    return scored(trial, true, Optional.empty(), OptionalLong.of(1_000_000));
  }

  static Event.OfCampaign nonViable(int trial) {
    return scored(trial, false, Optional.empty(), OptionalLong.of(1_000_000));
  }

  static Event.OfCampaign unreadable(int trial, OptionalLong cost) {
    return scored(trial, false, Optional.of(FailureKind.UNREADABLE_ANSWER), cost);
  }

  private static Event.OfCampaign scored(
      int trial, boolean viable, Optional<FailureKind> failure, OptionalLong cost) {
    boolean judged = failure.isEmpty();
    return new CampaignEvent.TrialScored(
        ID,
        trial,
        trial,
        viable,
        failure,
        viable || !judged ? Optional.empty() : Optional.of(Stage.TEST),
        judged
            ? Optional.of(Blobs.hashOf(viable ? Growth.VIABLE : Growth.NON_VIABLE))
            : Optional.empty(),
        new TokenUsage(1_000, 500, 0, 0),
        true,
        cost,
        Duration.ofSeconds(61));
  }

  static Event.OfCampaign voided(int trial) {
    return new CampaignEvent.TrialVoided(ID, trial, FailureKind.DAEMON_GONE, "no daemon answers");
  }

  static Event.OfCampaign noticed() {
    return new CampaignEvent.MonitorTriggered(
        ID, "plateau", "no better spec for 20 trials", "restructures next");
  }

  static Event.OfCampaign baseStays() {
    return new CampaignEvent.Finished(
        ID,
        Ending.BASE_STAYS,
        Optional.empty(),
        Optional.empty(),
        OptionalDouble.of(0.61),
        "0.61 is below 0.8");
  }

  static Event.OfCampaign promoted(int node) {
    return promoted(node, spec(node));
  }

  static Event.OfCampaign promoted(int node, String specHash) {
    return new CampaignEvent.Finished(
        ID,
        Ending.PROMOTED,
        Optional.of(node),
        Optional.of(specHash),
        OptionalDouble.of(0.93),
        "0.93 is at least 0.8");
  }

  /** A whole small campaign: two proposals, five trials, a promotion. */
  static List<Event> whole() {
    return List.of(
        started(),
        trial(1, 0),
        asked(1, 0),
        nonViable(1),
        answered(1),
        accepted(1, 1),
        trial(2, 1),
        trial(3, 1),
        voided(2),
        viable(3),
        asked(2, 1),
        answered(2),
        rejected(2),
        noticed(),
        confirming(4, 1),
        confirming(5, 0),
        viable(4),
        unreadable(5, OptionalLong.of(250_000)),
        promoted(1));
  }
}
