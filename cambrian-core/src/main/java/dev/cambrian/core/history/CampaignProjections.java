package dev.cambrian.core.history;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Writes what an event says of proposals, trials and notices into their tables. The campaign's own
 * row is {@link CampaignRows}' work.
 */
final class CampaignProjections {
  private static final String ASKED =
      """
      INSERT INTO projected_proposal
        (campaign, proposal, position, parent, operator, section, donor, status, asked)
      VALUES (?, ?, ?, ?, ?, ?, ?, 'asked', ?)""";
  private static final String ANSWERED =
      """
      UPDATE projected_proposal SET status = 'answered', provider = ?, model = ?,
        producer_model = ?, input_tokens = ?, output_tokens = ?, cache_read_tokens = ?,
        cache_write_tokens = ?, usage_known = ?, cost_micro_usd = ?, elapsed_ms = ?,
        request_blob = ?, answer_blob = ?
      WHERE campaign = ? AND proposal = ?""";
  private static final String ACCEPTED =
      """
      UPDATE projected_proposal SET status = 'accepted', node = ?, spec_hash = ?, rationale = ?,
        completed = ?
      WHERE campaign = ? AND proposal = ?""";
  private static final String REJECTED =
      """
      UPDATE projected_proposal SET status = 'rejected', rule = ?, reason = ?, completed = ?
      WHERE campaign = ? AND proposal = ?""";
  private static final String ABANDONED =
      """
      UPDATE projected_proposal SET status = 'abandoned', failure = ?, reason = ?, completed = ?
      WHERE campaign = ? AND proposal = ?""";
  private static final String TRIAL =
      """
      INSERT INTO projected_trial (campaign, trial, node, phase, status, started)
      VALUES (?, ?, ?, ?, 'open', ?)""";
  private static final String SCORED =
      """
      UPDATE projected_trial SET status = 'scored', generation = ?, viable = ?, failure = ?,
        failure_stage = ?, report_blob = ?, input_tokens = ?, output_tokens = ?,
        cache_read_tokens = ?, cache_write_tokens = ?, usage_known = ?, cost_micro_usd = ?,
        elapsed_ms = ?, completed = ?
      WHERE campaign = ? AND trial = ?""";
  private static final String VOIDED =
      """
      UPDATE projected_trial SET status = 'voided', failure = ?, reason = ?, input_tokens = ?,
        output_tokens = ?, cache_read_tokens = ?, cache_write_tokens = ?, usage_known = ?,
        cost_micro_usd = ?, completed = ?
      WHERE campaign = ? AND trial = ?""";
  private static final String NOTICE =
      """
      INSERT INTO projected_campaign_notice (campaign, position, "trigger", message, action, at)
      VALUES (?, ?, ?, ?, ?, ?)""";

  private final Statements statements;

  CampaignProjections(Statements statements) {
    this.statements = statements;
  }

  void apply(RecordedEvent recorded, Event.OfCampaign event) {
    String at = Timestamps.text(recorded.recordedAt());
    switch (event) {
      case CampaignEvent.OfProposal e -> proposal(recorded.position(), at, e);
      case CampaignEvent.OfTrial e -> trial(at, e);
      case CampaignEvent.MonitorTriggered e ->
          statements.update(
              NOTICE,
              e.campaignId(),
              recorded.position(),
              e.trigger(),
              e.message(),
              e.action(),
              at);
      case CampaignEvent.Started e -> {}
      case CampaignEvent.Paused e -> {}
      case CampaignEvent.Resumed e -> {}
      case CampaignEvent.Finished e -> {}
    }
  }

  private void proposal(long position, String at, CampaignEvent.OfProposal event) {
    switch (event) {
      case CampaignEvent.ProposalAsked e ->
          statements.update(
              ASKED,
              e.campaignId(),
              e.proposal(),
              position,
              e.parent(),
              e.operator().id(),
              e.section().orElse(null),
              e.donor().orElse(null),
              at);
      case CampaignEvent.ProposalAnswered e ->
          statements.update(
              ANSWERED,
              e.provider(),
              e.model(),
              e.producerModel(),
              e.usage().input(),
              e.usage().output(),
              e.usage().cacheRead(),
              e.usage().cacheWrite(),
              e.usageKnown() ? 1 : 0,
              GenerationRows.number(e.costMicroUsd()),
              e.elapsed().toMillis(),
              e.requestBlob(),
              e.answerBlob(),
              e.campaignId(),
              e.proposal());
      case CampaignEvent.ProposalAccepted e ->
          statements.update(
              ACCEPTED, e.node(), e.specHash(), e.rationale(), at, e.campaignId(), e.proposal());
      case CampaignEvent.ProposalRejected e ->
          statements.update(REJECTED, e.rule(), e.reason(), at, e.campaignId(), e.proposal());
      case CampaignEvent.ProposalAbandoned e ->
          statements.update(ABANDONED, e.kind().id(), e.reason(), at, e.campaignId(), e.proposal());
    }
  }

  private void trial(String at, CampaignEvent.OfTrial event) {
    switch (event) {
      case CampaignEvent.TrialStarted e ->
          statements.update(TRIAL, e.campaignId(), e.trial(), e.node(), e.phase().id(), at);
      case CampaignEvent.TrialScored e ->
          statements.update(
              SCORED,
              e.generation(),
              e.viable() ? 1 : 0,
              e.failure().map(FailureKind::id).orElse(null),
              e.failureStage().map(Stage::id).orElse(null),
              e.reportBlob().orElse(null),
              e.usage().input(),
              e.usage().output(),
              e.usage().cacheRead(),
              e.usage().cacheWrite(),
              e.usageKnown() ? 1 : 0,
              GenerationRows.number(e.costMicroUsd()),
              e.elapsed().toMillis(),
              at,
              e.campaignId(),
              e.trial());
      case CampaignEvent.TrialVoided e -> voided(at, e);
    }
  }

  private void voided(String at, CampaignEvent.TrialVoided event) {
    Optional<CampaignEvent.Spent> spent = event.spent();
    Optional<TokenUsage> usage = spent.map(CampaignEvent.Spent::usage);
    statements.update(
        VOIDED,
        event.kind().id(),
        event.reason(),
        usage.map(TokenUsage::input).orElse(null),
        usage.map(TokenUsage::output).orElse(null),
        usage.map(TokenUsage::cacheRead).orElse(null),
        usage.map(TokenUsage::cacheWrite).orElse(null),
        spent.map(it -> it.usageKnown() ? 1 : 0).orElse(null),
        GenerationRows.number(
            spent.map(CampaignEvent.Spent::costMicroUsd).orElseGet(OptionalLong::empty)),
        at,
        event.campaignId(),
        event.trial());
  }
}
