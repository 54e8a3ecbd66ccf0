package dev.cambrian.core.history;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.EventCodec;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.evolution.Operator;
import dev.cambrian.core.history.CampaignRecord.Proposals;
import dev.cambrian.core.history.CampaignRecord.Trials;
import dev.cambrian.core.history.CampaignState.OpenProposal;
import dev.cambrian.core.llm.TokenUsage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Makes the events of one campaign into its state, purely. What may follow what:
 *
 * <ul>
 *   <li>{@code campaign.started} comes first and once; nothing follows {@code campaign.finished},
 *       and what is open then stays without a result;
 *   <li>a pause comes while it runs, {@code campaign.resumed} while it is paused; in a pause no
 *       proposal is asked for and no trial started, but what is open may end;
 *   <li>proposals are numbered on, and change a node that is there;
 *   <li>an open proposal is answered once, a copy never; it ends accepted or rejected after its
 *       answer, a copy without one, or abandoned at any time; what is accepted takes the next node,
 *       and a copy has the spec of its parent;
 *   <li>trials are numbered on, and try a node that is there; an open one ends scored or voided;
 *   <li>a promotion names a node that is there with its spec.
 * </ul>
 */
final class CampaignFold {
  private CampaignFold() {}

  /**
   * @throws HistoryException.Corrupt if the event cannot follow
   */
  static CampaignState evolve(Optional<CampaignState> before, RecordedEvent recorded) {
    Event.OfCampaign event = ofCampaign(recorded.event());
    refusal(before, event)
        .ifPresent(
            reason -> {
              throw new HistoryException.Corrupt(
                  "event %d: %s cannot take %s: %s"
                      .formatted(recorded.position(), recorded.stream(), recorded.type(), reason));
            });
    return before
        .map(state -> next(state, event, recorded))
        .orElseGet(() -> started((CampaignEvent.Started) event, recorded));
  }

  /** The type's stored name and why it is refused, for an append. */
  static void check(Optional<CampaignState> before, Event event) {
    refusal(before, ofCampaign(event))
        .ifPresent(
            reason -> {
              throw new HistoryException.IllegalTransition(
                  StreamId.of(event), EventCodec.typeOf(event), reason);
            });
  }

  /** Why the event cannot follow; empty if it can. */
  static Optional<String> refusal(Optional<CampaignState> before, Event.OfCampaign event) {
    if (before.isEmpty()) {
      return unless(event instanceof CampaignEvent.Started, "the campaign was never started");
    }
    CampaignState state = before.get();
    CampaignStatus status = state.record().status();
    if (status == CampaignStatus.FINISHED) {
      return Optional.of("the campaign is finished");
    }
    return switch (event) {
      case CampaignEvent.Started e -> Optional.of("the campaign was started before");
      case CampaignEvent.Paused e -> unless(status == CampaignStatus.RUNNING, "it is paused");
      case CampaignEvent.Resumed e -> unless(status == CampaignStatus.PAUSED, "it is not paused");
      case CampaignEvent.OfProposal e -> ofProposal(state, e);
      case CampaignEvent.OfTrial e -> ofTrial(state, e);
      case CampaignEvent.MonitorTriggered e -> Optional.empty();
      case CampaignEvent.Finished e ->
          e.node()
              .flatMap(
                  node ->
                      unknown(state, node)
                          .or(() -> hasSpec(state, node, e.specHash().orElse("none"))));
    };
  }

  private static Optional<String> ofProposal(CampaignState state, CampaignEvent.OfProposal event) {
    if (event instanceof CampaignEvent.ProposalAsked asked) {
      return inPause(state)
          .or(() -> notNext("proposal", asked.proposal(), state.record().proposals().asked() + 1))
          .or(() -> unknown(state, asked.parent()))
          .or(() -> asked.donor().flatMap(donor -> unknown(state, donor)));
    }
    OpenProposal open = state.openProposals().get(event.proposal());
    if (open == null) {
      return Optional.of("proposal %d is not open".formatted(event.proposal()));
    }
    boolean copy = open.operator() == Operator.COPY;
    return switch (event) {
      case CampaignEvent.ProposalAsked e ->
          throw new IllegalStateException("a question was handled above");
      case CampaignEvent.ProposalAnswered e ->
          unless(!copy, "a copy asks no model")
              .or(
                  () ->
                      unless(
                          !open.answered(), "proposal %d has its answer".formatted(e.proposal())));
      case CampaignEvent.ProposalAccepted e ->
          unanswered(open, e)
              .or(() -> notNext("node", e.node(), state.specs().size()))
              .or(() -> copy ? hasSpec(state, open.parent(), e.specHash()) : Optional.empty());
      case CampaignEvent.ProposalRejected e -> unanswered(open, e);
      case CampaignEvent.ProposalAbandoned e -> Optional.empty();
    };
  }

  private static Optional<String> ofTrial(CampaignState state, CampaignEvent.OfTrial event) {
    if (event instanceof CampaignEvent.TrialStarted started) {
      return inPause(state)
          .or(() -> notNext("trial", started.trial(), state.record().trials().started() + 1))
          .or(() -> unknown(state, started.node()));
    }
    return unless(
        state.openTrials().contains(event.trial()),
        "trial %d is not open".formatted(event.trial()));
  }

  private static Optional<String> inPause(CampaignState state) {
    return unless(
        state.record().status() == CampaignStatus.RUNNING, "it is paused, nothing new begins");
  }

  private static Optional<String> notNext(String what, int number, int due) {
    return unless(number == due, "the next %s is %d, not %d".formatted(what, due, number));
  }

  private static Optional<String> unknown(CampaignState state, int node) {
    int nodes = state.specs().size();
    return unless(node < nodes, "there is no node %d, the last is %d".formatted(node, nodes - 1));
  }

  private static Optional<String> hasSpec(CampaignState state, int node, String specHash) {
    String actual = state.specs().get(node);
    return unless(actual.equals(specHash), "the spec of node %d is %s".formatted(node, actual));
  }

  private static Optional<String> unanswered(OpenProposal open, CampaignEvent.OfProposal event) {
    return unless(
        open.answered() || open.operator() == Operator.COPY,
        "proposal %d has no answer".formatted(event.proposal()));
  }

  private static Optional<String> unless(boolean holds, String reason) {
    return holds ? Optional.empty() : Optional.of(reason);
  }

  private static Event.OfCampaign ofCampaign(Event event) {
    if (event instanceof Event.OfCampaign it) {
      return it;
    }
    throw new IllegalArgumentException(
        "%s of %s is no event of a campaign"
            .formatted(EventCodec.typeOf(event), StreamId.of(event)));
  }

  private static CampaignState started(CampaignEvent.Started event, RecordedEvent recorded) {
    CampaignRecord record =
        new CampaignRecord(
            event.campaignId(),
            recorded.version(),
            recorded.correlationId(),
            event.baseHash(),
            event.engine(),
            event.settings(),
            event.note(),
            CampaignStatus.RUNNING,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalDouble.empty(),
            Optional.empty(),
            Proposals.NONE,
            Trials.NONE,
            TokenUsage.NONE,
            true,
            OptionalLong.of(0),
            recorded.recordedAt(),
            Optional.empty());
    return new CampaignState(
        record, recorded.position(), List.of(event.baseHash()), Map.of(), Set.of());
  }

  private static CampaignState next(
      CampaignState before, Event.OfCampaign event, RecordedEvent recorded) {
    CampaignChange change = new CampaignChange(before, recorded);
    switch (event) {
      case CampaignEvent.Started e -> throw new IllegalStateException("a second start was refused");
      case CampaignEvent.Paused e -> change.paused(e);
      case CampaignEvent.Resumed e -> change.resumed();
      case CampaignEvent.ProposalAsked e -> change.asked(e);
      case CampaignEvent.ProposalAnswered e -> change.answered(e);
      case CampaignEvent.ProposalAccepted e -> change.accepted(e);
      case CampaignEvent.ProposalRejected e -> change.rejected(e);
      case CampaignEvent.ProposalAbandoned e -> change.abandoned(e);
      case CampaignEvent.TrialStarted e -> change.started(e);
      case CampaignEvent.TrialScored e -> change.scored(e);
      case CampaignEvent.TrialVoided e -> change.voided(e);
      case CampaignEvent.MonitorTriggered e -> {}
      case CampaignEvent.Finished e -> change.finished(e, recorded.recordedAt());
    }
    return change.state();
  }
}
