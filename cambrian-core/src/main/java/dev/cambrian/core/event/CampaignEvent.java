package dev.cambrian.core.event;

import dev.cambrian.core.evolution.CampaignSettings;
import dev.cambrian.core.evolution.Ending;
import dev.cambrian.core.evolution.Operator;
import dev.cambrian.core.evolution.Phase;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.FailureKind.FailureClass;
import dev.cambrian.core.verdict.Stage;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What happens in a campaign. Its specs are nodes of a tree: 0 is the base, each accepted proposal
 * adds the next. Proposals and trials are numbered from 1, each on its own.
 */
public sealed interface CampaignEvent extends Event.OfCampaign {
  /** The form of a campaign's id, as a regular expression. */
  String ID = "[a-z0-9][a-z0-9-]{0,62}";

  /** Events of one proposal. */
  sealed interface OfProposal extends CampaignEvent {
    /** At least 1. */
    int proposal();
  }

  /** Events of one trial. */
  sealed interface OfTrial extends CampaignEvent {
    /** At least 1. */
    int trial();
  }

  /**
   * {@code campaign.started}.
   *
   * @param baseHash of the spec that is to be improved
   * @param engine of the rules by which its events are made, at least 1
   * @param note why it is run: the hypothesis
   */
  record Started(
      String campaignId,
      String baseHash,
      int engine,
      CampaignSettings settings,
      Optional<String> note)
      implements CampaignEvent {
    public Started {
      EventChecks.campaign(campaignId);
      EventChecks.hash("baseHash", baseHash);
      EventChecks.atLeast(1, "engine", engine);
    }
  }

  /** {@code campaign.paused}: nothing new begins; what is open may still end. */
  record Paused(String campaignId, String reason) implements CampaignEvent {
    public Paused {
      EventChecks.campaign(campaignId);
    }
  }

  /** {@code campaign.resumed}. */
  record Resumed(String campaignId) implements CampaignEvent {
    public Resumed {
      EventChecks.campaign(campaignId);
    }
  }

  /**
   * {@code proposal.asked}: a spec is to be made from another.
   *
   * @param parent the node that is changed, at least 0
   * @param section that is changed; none for a copy
   * @param donor the node that a section is taken from; only for a transplant
   */
  record ProposalAsked(
      String campaignId,
      int proposal,
      int parent,
      Operator operator,
      Optional<String> section,
      Optional<Integer> donor)
      implements OfProposal {
    public ProposalAsked {
      EventChecks.campaign(campaignId);
      EventChecks.atLeast(1, "proposal", proposal);
      EventChecks.atLeast(0, "parent", parent);
      donor.ifPresent(node -> EventChecks.atLeast(0, "donor", node));
      EventChecks.that(section.isEmpty() || operator != Operator.COPY, "a copy changes no section");
      EventChecks.that(
          donor.isEmpty() || operator == Operator.TRANSPLANT, "only a transplant has a donor");
    }
  }

  /**
   * {@code proposal.answered}: a whole answer of the proposer came. The members are those of {@link
   * Event.LlmAnswered}.
   */
  record ProposalAnswered(
      String campaignId,
      int proposal,
      String provider,
      String model,
      String producerModel,
      LlmAnswer.StopReason stopReason,
      TokenUsage usage,
      boolean usageKnown,
      OptionalLong costMicroUsd,
      Duration elapsed,
      String requestBlob,
      String answerBlob)
      implements OfProposal {
    public ProposalAnswered {
      EventChecks.campaign(campaignId);
      EventChecks.atLeast(1, "proposal", proposal);
      costMicroUsd.ifPresent(cost -> EventChecks.atLeast(0, "costMicroUsd", cost));
      elapsed = EventChecks.elapsed(elapsed);
      EventChecks.hash("requestBlob", requestBlob);
      EventChecks.hash("answerBlob", answerBlob);
    }
  }

  /**
   * {@code proposal.accepted}: the tree has a new node.
   *
   * @param node the number of the new node, at least 1
   * @param specHash of the new spec
   * @param rationale the proposer's own words: do not trust them; empty where there are none
   */
  record ProposalAccepted(
      String campaignId, int proposal, int node, String specHash, String rationale)
      implements OfProposal {
    public ProposalAccepted {
      EventChecks.campaign(campaignId);
      EventChecks.atLeast(1, "proposal", proposal);
      EventChecks.atLeast(1, "node", node);
      EventChecks.hash("specHash", specHash);
    }
  }

  /**
   * {@code proposal.rejected}: what came is no spec that may be tried.
   *
   * @param rule the name of the broken rule
   */
  record ProposalRejected(String campaignId, int proposal, String rule, String reason)
      implements OfProposal {
    public ProposalRejected {
      EventChecks.campaign(campaignId);
      EventChecks.atLeast(1, "proposal", proposal);
      EventChecks.filled("rule", rule);
    }
  }

  /** {@code proposal.abandoned}: no answer came, or it was never looked at. */
  record ProposalAbandoned(String campaignId, int proposal, FailureKind kind, String reason)
      implements OfProposal {
    public ProposalAbandoned {
      EventChecks.campaign(campaignId);
      EventChecks.atLeast(1, "proposal", proposal);
    }
  }

  /**
   * {@code trial.started}: a generation of one spec is to be grown and judged.
   *
   * @param node whose spec is tried, at least 0
   */
  record TrialStarted(String campaignId, int trial, int node, Phase phase) implements OfTrial {
    public TrialStarted {
      EventChecks.campaign(campaignId);
      EventChecks.atLeast(1, "trial", trial);
      EventChecks.atLeast(0, "node", node);
    }
  }

  /**
   * {@code trial.scored}: a trial that counts.
   *
   * @param generation that was grown for it, at least 1
   * @param failure of the class {@code candidate} where it came to no verdict; absent where the rig
   *     judged
   * @param failureStage of the rig's non-viable verdict, then always there
   * @param reportBlob hash of the rig's report in the blob store; only where the rig judged
   * @param usage of all its exchanges
   * @param costMicroUsd millionths of a US dollar; empty where a price is unknown, 0 for a replay
   * @param elapsed from its start to here, cut to milliseconds
   */
  record TrialScored(
      String campaignId,
      int trial,
      int generation,
      boolean viable,
      Optional<FailureKind> failure,
      Optional<Stage> failureStage,
      Optional<String> reportBlob,
      TokenUsage usage,
      boolean usageKnown,
      OptionalLong costMicroUsd,
      Duration elapsed)
      implements OfTrial {
    public TrialScored {
      EventChecks.campaign(campaignId);
      EventChecks.atLeast(1, "trial", trial);
      EventChecks.atLeast(1, "generation", generation);
      failure.ifPresent(
          kind ->
              EventChecks.that(
                  kind.failureClass() == FailureClass.CANDIDATE && kind != FailureKind.NON_VIABLE,
                  "a trial that counts did not fail without a verdict by " + kind.id()));
      EventChecks.that(!viable || failure.isEmpty(), "a viable trial has no failure");
      EventChecks.that(
          failureStage.isPresent() == (!viable && failure.isEmpty()),
          "a failure stage stands exactly with a non-viable verdict");
      EventChecks.that(
          reportBlob.isEmpty() || failure.isEmpty(), "without a verdict there is no report");
      reportBlob.ifPresent(hash -> EventChecks.hash("reportBlob", hash));
      costMicroUsd.ifPresent(cost -> EventChecks.atLeast(0, "costMicroUsd", cost));
      elapsed = EventChecks.elapsed(elapsed);
    }
  }

  /**
   * What answers took.
   *
   * @param usage of all of them
   * @param usageKnown whether every provider told it
   * @param costMicroUsd millionths of a US dollar; empty where a price is unknown, 0 for a replay
   */
  record Spent(TokenUsage usage, boolean usageKnown, OptionalLong costMicroUsd) {
    public Spent {
      costMicroUsd.ifPresent(cost -> EventChecks.atLeast(0, "costMicroUsd", cost));
    }
  }

  /**
   * {@code trial.voided}: no fault of the spec's; counts for nothing.
   *
   * @param kind of the class {@code infrastructure}
   * @param spent on answers that it had before; empty where that was not written yet, so that
   *     nobody knows
   */
  record TrialVoided(
      String campaignId, int trial, FailureKind kind, String reason, Optional<Spent> spent)
      implements OfTrial {
    /** One of which nobody knows what it took. */
    public TrialVoided(String campaignId, int trial, FailureKind kind, String reason) {
      this(campaignId, trial, kind, reason, Optional.empty());
    }

    public TrialVoided {
      EventChecks.campaign(campaignId);
      EventChecks.atLeast(1, "trial", trial);
      EventChecks.that(
          kind.failureClass() == FailureClass.INFRASTRUCTURE,
          "a trial that failed by " + kind.id() + " counts");
    }
  }

  /**
   * {@code monitor.triggered}.
   *
   * @param trigger its name, such as {@code plateau}
   * @param message with the numbers
   * @param action what it changed
   */
  record MonitorTriggered(String campaignId, String trigger, String message, String action)
      implements CampaignEvent {
    public MonitorTriggered {
      EventChecks.campaign(campaignId);
      EventChecks.filled("trigger", trigger);
    }
  }

  /**
   * {@code campaign.finished}: nothing follows.
   *
   * @param node that is promoted, at least 1; exactly where one is
   * @param specHash of that node; exactly where one is promoted
   * @param probabilityBetter 0 to 1: that the promoted, or else the best finalist, is better than
   *     the base; empty where that is not known
   */
  record Finished(
      String campaignId,
      Ending ending,
      Optional<Integer> node,
      Optional<String> specHash,
      OptionalDouble probabilityBetter,
      String reason)
      implements CampaignEvent {
    public Finished {
      EventChecks.campaign(campaignId);
      node.ifPresent(it -> EventChecks.atLeast(1, "node", it));
      specHash.ifPresent(hash -> EventChecks.hash("specHash", hash));
      boolean promoted = ending == Ending.PROMOTED;
      EventChecks.that(
          node.isPresent() == promoted && specHash.isPresent() == promoted,
          "a node and its spec stand exactly with a promotion");
      double probability = probabilityBetter.orElse(0);
      EventChecks.that(probability >= 0 && probability <= 1, "a probability lies from 0 to 1");
    }
  }
}
