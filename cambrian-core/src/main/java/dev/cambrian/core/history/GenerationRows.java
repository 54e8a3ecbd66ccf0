package dev.cambrian.core.history;

import dev.cambrian.core.event.ReverseRun;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Between a generation's state and its row in {@code projected_generation}. The version is that of
 * the stream and no column, so that an event which changes nothing else leaves the row alone.
 */
final class GenerationRows {
  private static final String COLUMNS =
      """
      generation, parent, spec_hash, outcome, correlation_id, attempt, retry_of, candidate, model,
      producer_model, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens,
      cost_micro_usd, artifact_hash, artifact_ref, viable, failure_stage, report_blob, isolation,
      failure, reason, campaign_id, created, completed, reverse_baseline, reverse_viable,
      reverse_failure_stage, reverse_failure, reverse_summary, reverse_report_blob, open_run""";

  static final String SELECT =
      "SELECT (SELECT coalesce(max(version), 0) FROM event WHERE stream = 'generation/' || generation), "
          + COLUMNS
          + " FROM projected_generation ";

  private static final String REPLACE =
      "REPLACE INTO projected_generation (" + COLUMNS + ") VALUES (" + "?, ".repeat(32) + "?)";

  private GenerationRows() {}

  static void save(Statements statements, GenerationState state) {
    GenerationRecord record = state.record();
    Optional<ReverseRun.End> end = record.reverseRun().map(ReverseRun::end);
    Optional<ReverseRun.Judged> judged =
        end.flatMap(it -> it.fold(Optional::of, _ -> Optional.empty()));
    Optional<ReverseRun.Aborted> aborted =
        end.flatMap(it -> it.fold(_ -> Optional.empty(), Optional::of));
    statements.update(
        REPLACE,
        record.generation(),
        record.parent(),
        record.specHash(),
        record.outcome().id(),
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
        record.reverseRun().map(ReverseRun::baseline).orElse(null),
        judged.map(it -> it.viable() ? 1 : 0).orElse(null),
        judged.flatMap(ReverseRun.Judged::failureStage).map(Stage::id).orElse(null),
        aborted.map(it -> it.kind().id()).orElse(null),
        judged
            .map(ReverseRun.Judged::summary)
            .or(() -> aborted.map(ReverseRun.Aborted::reason))
            .orElse(null),
        judged.map(ReverseRun.Judged::reportBlob).orElse(null),
        state.openRun().orElse(null));
  }

  /**
   * @throws HistoryException.Corrupt if no projection wrote that row
   */
  static GenerationState read(ResultSet row) throws SQLException {
    try {
      return decoded(row);
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException unreadable) {
      throw new HistoryException.Corrupt(
          "a projected generation cannot be read (%s): rebuild the projections"
              .formatted(unreadable.getMessage()),
          unreadable);
    }
  }

  private static GenerationState decoded(ResultSet row) throws SQLException {
    Cells cells = new Cells(row);
    long version = cells.number();
    GenerationRecord record =
        new GenerationRecord(
            cells.integer(),
            cells.integer(),
            cells.text(),
            cells.known("outcome", Outcome::of).orElseThrow(),
            version,
            UUID.fromString(cells.text()),
            cells.integer(),
            cells.optionalNumber().map(Math::toIntExact),
            cells.integer(),
            cells.text(),
            cells.optionalText(),
            new TokenUsage(cells.number(), cells.number(), cells.number(), cells.number()),
            cells.optionalNumber().map(OptionalLong::of).orElse(OptionalLong.empty()),
            cells.optionalText(),
            cells.optionalText(),
            cells.optionalNumber().map(viable -> viable == 1),
            cells.known("failure stage", Stage::of),
            cells.optionalText(),
            cells.optionalText(),
            cells.known("failure", FailureKind::of),
            cells.optionalText(),
            cells.optionalText(),
            Timestamps.instant(cells.text()),
            cells.optionalText().map(Timestamps::instant),
            reverseRun(cells));
    return new GenerationState(record, cells.optionalText());
  }

  private static Optional<ReverseRun> reverseRun(Cells cells) throws SQLException {
    Optional<Integer> baseline = cells.optionalNumber().map(Math::toIntExact);
    Optional<Boolean> viable = cells.optionalNumber().map(it -> it == 1);
    Optional<Stage> failureStage = cells.known("failure stage", Stage::of);
    Optional<FailureKind> failure = cells.known("failure", FailureKind::of);
    String summary = cells.optionalText().orElse("");
    String report = cells.optionalText().orElse("");
    return baseline.map(
        it ->
            new ReverseRun(
                it,
                failure.isPresent()
                    ? new ReverseRun.Aborted(failure.get(), summary)
                    : new ReverseRun.Judged(viable.orElse(false), failureStage, summary, report)));
  }

  static @Nullable Long number(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }
}
