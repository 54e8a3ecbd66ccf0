package dev.cambrian.core.history;

import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Between a generation's state and its row in {@code projected_generation}. */
final class GenerationRows {
  static final String COLUMNS =
      """
      generation, parent, spec_hash, outcome, version, correlation_id, attempt, retry_of, candidate,
      model, producer_model, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens,
      cost_micro_usd, artifact_hash, artifact_ref, viable, failure_stage, report_blob, isolation,
      failure, reason, campaign_id, created, completed, open_run""";

  static final String SELECT = "SELECT " + COLUMNS + " FROM projected_generation ";

  private static final String REPLACE =
      "REPLACE INTO projected_generation (" + COLUMNS + ") VALUES (" + "?, ".repeat(27) + "?)";

  private GenerationRows() {}

  static void save(Statements statements, GenerationState state) {
    GenerationRecord record = state.record();
    statements.update(
        REPLACE,
        record.generation(),
        record.parent(),
        record.specHash(),
        record.outcome().id(),
        record.version(),
        record.correlationId().toString(),
        record.attempt(),
        record.retryOf().orElse(null),
        record.candidate(),
        record.model(),
        record.producerModel().orElse(null),
        record.usage().input(),
        record.usage().output(),
        record.usage().cacheRead(),
        record.usage().cacheWrite(),
        number(record.costMicroUsd()),
        record.artifactHash().orElse(null),
        record.artifactRef().orElse(null),
        record.viable().map(viable -> viable ? 1 : 0).orElse(null),
        record.failureStage().map(Stage::id).orElse(null),
        record.reportBlob().orElse(null),
        record.isolation().orElse(null),
        record.failure().map(FailureKind::id).orElse(null),
        record.reason().orElse(null),
        record.campaignId().orElse(null),
        Timestamps.text(record.created()),
        record.completed().map(Timestamps::text).orElse(null),
        state.openRun().orElse(null));
  }

  static GenerationState read(ResultSet row) throws SQLException {
    GenerationRecord record =
        new GenerationRecord(
            row.getInt("generation"),
            row.getInt("parent"),
            row.getString("spec_hash"),
            known(row, "outcome", Outcome::of).orElseThrow(),
            row.getLong("version"),
            UUID.fromString(row.getString("correlation_id")),
            row.getInt("attempt"),
            optionalLong(row, "retry_of").map(Math::toIntExact),
            row.getInt("candidate"),
            row.getString("model"),
            text(row, "producer_model"),
            new TokenUsage(
                row.getLong("input_tokens"),
                row.getLong("output_tokens"),
                row.getLong("cache_read_tokens"),
                row.getLong("cache_write_tokens")),
            optionalLong(row, "cost_micro_usd").map(OptionalLong::of).orElse(OptionalLong.empty()),
            text(row, "artifact_hash"),
            text(row, "artifact_ref"),
            optionalLong(row, "viable").map(viable -> viable == 1),
            known(row, "failure_stage", Stage::of),
            text(row, "report_blob"),
            text(row, "isolation"),
            known(row, "failure", FailureKind::of),
            text(row, "reason"),
            text(row, "campaign_id"),
            Timestamps.instant(row.getString("created")),
            text(row, "completed").map(Timestamps::instant));
    return new GenerationState(record, text(row, "open_run"));
  }

  static @Nullable Long number(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }

  private static Optional<String> text(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getString(column));
  }

  private static Optional<Long> optionalLong(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(value);
  }

  private static <T> Optional<T> known(
      ResultSet row, String column, Function<String, Optional<T>> known) throws SQLException {
    Optional<String> id = text(row, column);
    return id.map(
        value ->
            known
                .apply(value)
                .orElseThrow(
                    () ->
                        new HistoryException.Corrupt(
                            "the projection has the unknown %s %s: rebuild the projections"
                                .formatted(column, value))));
  }
}
