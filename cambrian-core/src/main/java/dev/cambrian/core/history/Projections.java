package dev.cambrian.core.history;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Writes what an event says into the projection tables, within the transaction that appends or
 * rebuilds. The generation's own row is {@link GenerationRows}' work.
 */
final class Projections {
  private static final String STAGE =
      """
      INSERT INTO projected_stage
        (generation, position, run_id, stage, passed, duration_ms, log_blob, finished_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)""";
  private static final String LIMIT =
      "UPDATE projected_stage SET exceeded_limit = ? WHERE generation = ? AND run_id = ? AND stage = ?";
  private static final String CANARY =
      """
      UPDATE projected_stage SET canary_passed = ?, canary_ms = ?
      WHERE generation = ? AND run_id = ? AND stage = 'test'""";
  private static final String CONTRACT =
      """
      INSERT INTO projected_contract_result
        (generation, position, ordinal, run_id, kind, name, passed, duration_ms, error)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""";
  private static final String FAILURE =
      """
      INSERT INTO projected_test_failure
        (generation, position, ordinal, run_id, stage, kind, test, error, file, line)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";
  private static final String EXCHANGE =
      """
      INSERT INTO projected_llm_exchange
        (generation, organism, position, purpose, ordinal, provider, model, producer_model, stop_reason,
         input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, usage_known,
         cost_micro_usd, elapsed_ms, request_blob, answer_blob, answered_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";
  private static final String REJECTED =
      """
      UPDATE projected_llm_exchange SET rejected_rule = ?, rejected_reason = ?
      WHERE generation = ? AND position = (
        SELECT max(position) FROM projected_llm_exchange
        WHERE generation = ? AND organism IS NULL AND purpose = ? AND ordinal = ?)""";
  private static final String SPEC =
      """
      INSERT INTO projected_spec (spec_hash, file_name, title, version, toolchain, registered_at)
      VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""";

  private final Statements statements;
  private final Function<String, Optional<byte[]>> blobs;
  private final CampaignProjections campaigns;

  Projections(Statements statements, Function<String, Optional<byte[]>> blobs) {
    this.statements = statements;
    this.blobs = blobs;
    campaigns = new CampaignProjections(statements);
  }

  void apply(RecordedEvent recorded) {
    String at = Timestamps.text(recorded.recordedAt());
    long position = recorded.position();
    switch (recorded.event()) {
      case Event.StageFinished e ->
          statements.update(
              STAGE,
              e.generation(),
              position,
              e.runId(),
              e.stage().id(),
              e.passed() ? 1 : 0,
              e.durationMs(),
              e.logBlob().orElse(null),
              at);
      case Event.VerdictGiven e -> verdict(position, e);
      case Event.LlmAnswered e -> exchange(position, at, e);
      case Event.AnswerRejected e ->
          statements.update(
              REJECTED,
              e.rule(),
              e.reason(),
              e.generation(),
              e.generation(),
              e.purpose().id(),
              e.ordinal());
      case Event.SpecRegistered e ->
          statements.update(
              SPEC, e.specHash(), e.fileName(), e.title(), e.version(), e.toolchain().id(), at);
      case Event.GenerationStarted e -> {}
      case Event.ArtifactSealed e -> {}
      case Event.VerificationStarted e -> {}
      case Event.VerificationAborted e -> {}
      case Event.GenerationPromoted e -> {}
      case Event.GenerationRolledBack e -> {}
      case Event.BaselineReverseRun e -> {}
      case Event.OrganismStarted e -> {}
      case Event.OrganismStopped e -> {}
      case Event.OfCampaign e -> campaigns.apply(recorded, e);
    }
  }

  private void exchange(long position, String at, Event.LlmAnswered event) {
    statements.update(
        EXCHANGE,
        event.generation(),
        event.organismId().orElse(null),
        position,
        event.purpose().id(),
        event.ordinal(),
        event.provider(),
        event.model(),
        event.producerModel(),
        event.stopReason().name().toLowerCase(Locale.ROOT),
        event.usage().input(),
        event.usage().output(),
        event.usage().cacheRead(),
        event.usage().cacheWrite(),
        event.usageKnown() ? 1 : 0,
        GenerationRows.number(event.costMicroUsd()),
        event.elapsed().toMillis(),
        event.requestBlob(),
        event.answerBlob(),
        at);
  }

  private void verdict(long position, Event.VerdictGiven event) {
    byte[] report =
        blobs
            .apply(event.reportBlob())
            .orElseThrow(
                () ->
                    new HistoryException.Corrupt(
                        "the report %s of generation %d is not stored"
                            .formatted(event.reportBlob(), event.generation())));
    ReportRows rows = ReportRows.of(report);
    rows.limit()
        .ifPresent(
            it ->
                statements.update(
                    LIMIT, it.limit(), event.generation(), event.runId(), it.stage()));
    rows.canary()
        .ifPresent(
            it ->
                statements.update(
                    CANARY,
                    it.passed() ? 1 : 0,
                    it.durationMs(),
                    event.generation(),
                    event.runId()));
    int ordinal = 0;
    for (ReportRows.ContractRow row : rows.contracts()) {
      ordinal++;
      statements.update(
          CONTRACT,
          event.generation(),
          position,
          ordinal,
          event.runId(),
          row.kind(),
          row.name(),
          row.passed() ? 1 : 0,
          row.durationMs(),
          row.error().orElse(null));
    }
    ordinal = 0;
    for (ReportRows.FailureRow row : rows.failures()) {
      ordinal++;
      statements.update(
          FAILURE,
          event.generation(),
          position,
          ordinal,
          event.runId(),
          row.stage(),
          row.kind(),
          row.test(),
          row.error(),
          row.file().orElse(null),
          row.line().orElse(null));
    }
  }
}
