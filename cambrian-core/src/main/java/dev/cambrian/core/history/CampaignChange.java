package dev.cambrian.core.history;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.history.CampaignRecord.Proposals;
import dev.cambrian.core.history.CampaignRecord.Trials;
import dev.cambrian.core.history.CampaignState.OpenProposal;
import dev.cambrian.core.llm.TokenUsage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The next state of a campaign while one event, which may follow, is being folded into it. */
final class CampaignChange {
  private final CampaignState before;
  private final long version;
  private List<String> specs;
  private Map<Integer, OpenProposal> openProposals;
  private Set<Integer> openTrials;
  private CampaignStatus status;
  private Optional<String> reason;
  private Optional<CampaignEvent.Finished> finished = Optional.empty();
  private Proposals proposals;
  private Trials trials;
  private TokenUsage usage;
  private boolean usageKnown;
  private OptionalLong costMicroUsd;
  private Optional<Instant> completed;

  CampaignChange(CampaignState before, RecordedEvent recorded) {
    this.before = before;
    version = recorded.version();
    CampaignRecord record = before.record();
    specs = before.specs();
    openProposals = before.openProposals();
    openTrials = before.openTrials();
    status = record.status();
    reason = record.reason();
    proposals = record.proposals();
    trials = record.trials();
    usage = record.usage();
    usageKnown = record.usageKnown();
    costMicroUsd = record.costMicroUsd();
    completed = record.completed();
  }

  void paused(CampaignEvent.Paused event) {
    status = CampaignStatus.PAUSED;
    reason = Optional.of(event.reason());
  }

  void resumed() {
    status = CampaignStatus.RUNNING;
    reason = Optional.empty();
  }

  void asked(CampaignEvent.ProposalAsked event) {
    openProposals = new HashMap<>(openProposals);
    openProposals.put(event.proposal(), new OpenProposal(event.operator(), event.parent(), false));
    proposals =
        new Proposals(
            proposals.asked() + 1,
            proposals.accepted(),
            proposals.rejected(),
            proposals.abandoned());
  }

  void answered(CampaignEvent.ProposalAnswered event) {
    openProposals = new HashMap<>(openProposals);
    openProposals.computeIfPresent(
        event.proposal(), (_, was) -> new OpenProposal(was.operator(), was.parent(), true));
    spent(event.usage(), event.usageKnown(), event.costMicroUsd());
  }

  void accepted(CampaignEvent.ProposalAccepted event) {
    close(event.proposal());
    specs = new ArrayList<>(specs);
    specs.add(event.specHash());
    proposals =
        new Proposals(
            proposals.asked(),
            proposals.accepted() + 1,
            proposals.rejected(),
            proposals.abandoned());
  }

  void rejected(CampaignEvent.ProposalRejected event) {
    close(event.proposal());
    proposals =
        new Proposals(
            proposals.asked(),
            proposals.accepted(),
            proposals.rejected() + 1,
            proposals.abandoned());
  }

  void abandoned(CampaignEvent.ProposalAbandoned event) {
    close(event.proposal());
    proposals =
        new Proposals(
            proposals.asked(),
            proposals.accepted(),
            proposals.rejected(),
            proposals.abandoned() + 1);
  }

  void started(CampaignEvent.TrialStarted event) {
    openTrials = new HashSet<>(openTrials);
    openTrials.add(event.trial());
    trials = new Trials(trials.started() + 1, trials.scored(), trials.viable(), trials.voided());
  }

  void scored(CampaignEvent.TrialScored event) {
    close(event);
    trials =
        new Trials(
            trials.started(),
            trials.scored() + 1,
            trials.viable() + (event.viable() ? 1 : 0),
            trials.voided());
    spent(event.usage(), event.usageKnown(), event.costMicroUsd());
  }

  void voided(CampaignEvent.TrialVoided event) {
    close(event);
    trials = new Trials(trials.started(), trials.scored(), trials.viable(), trials.voided() + 1);
    event.spent().ifPresent(it -> spent(it.usage(), it.usageKnown(), it.costMicroUsd()));
  }

  void finished(CampaignEvent.Finished event, Instant at) {
    status = CampaignStatus.FINISHED;
    reason = Optional.of(event.reason());
    finished = Optional.of(event);
    completed = Optional.of(at);
  }

  CampaignState state() {
    CampaignRecord was = before.record();
    CampaignRecord record =
        new CampaignRecord(
            was.campaignId(),
            version,
            was.correlationId(),
            was.baseHash(),
            was.engine(),
            was.settings(),
            was.note(),
            status,
            finished.map(CampaignEvent.Finished::ending),
            finished.flatMap(CampaignEvent.Finished::node),
            finished.flatMap(CampaignEvent.Finished::specHash),
            finished.map(CampaignEvent.Finished::probabilityBetter).orElse(was.probabilityBetter()),
            reason,
            proposals,
            trials,
            usage,
            usageKnown,
            costMicroUsd,
            was.started(),
            completed);
    return new CampaignState(record, before.position(), specs, openProposals, openTrials);
  }

  private void close(int proposal) {
    openProposals = new HashMap<>(openProposals);
    openProposals.remove(proposal);
  }

  private void close(CampaignEvent.OfTrial event) {
    openTrials = new HashSet<>(openTrials);
    openTrials.remove(event.trial());
  }

  private void spent(TokenUsage tokens, boolean known, OptionalLong cost) {
    usage = usage.plus(tokens);
    usageKnown &= known;
    costMicroUsd =
        costMicroUsd.isPresent() && cost.isPresent()
            ? OptionalLong.of(costMicroUsd.getAsLong() + cost.getAsLong())
            : OptionalLong.empty();
  }
}
