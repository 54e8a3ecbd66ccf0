package dev.cambrian.core.history;

import dev.cambrian.core.evolution.Ending;
import dev.cambrian.core.evolution.SettingsJson;
import dev.cambrian.core.history.CampaignRecord.Proposals;
import dev.cambrian.core.history.CampaignRecord.Trials;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.JsonException;
import dev.cambrian.core.json.Members;
import dev.cambrian.core.llm.TokenUsage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Between a campaign's record and its row in {@code projected_campaign}. */
final class CampaignRows {
  private static final String COLUMNS =
      """
      campaign, position, version, correlation_id, base_hash, engine, settings, note, status,
      ending, node, spec_hash, probability_better, reason, proposals_asked, proposals_accepted,
      proposals_rejected, proposals_abandoned, trials_started, trials_scored, trials_viable,
      trials_voided, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens,
      usage_known, cost_micro_usd, started, completed""";

  static final String SELECT = "SELECT " + COLUMNS + " FROM projected_campaign ";

  private static final String REPLACE =
      "REPLACE INTO projected_campaign (" + COLUMNS + ") VALUES (" + "?, ".repeat(29) + "?)";

  private CampaignRows() {}

  static void save(Statements statements, CampaignState state) {
    CampaignRecord record = state.record();
    OptionalDouble better = record.probabilityBetter();
    statements.update(
        REPLACE,
        record.campaignId(),
        state.position(),
        record.version(),
        record.correlationId().toString(),
        record.baseHash(),
        record.engine(),
        Json.write(SettingsJson.of(record.settings())),
        record.note().orElse(null),
        record.status().id(),
        record.ending().map(Ending::id).orElse(null),
        record.promotedNode().orElse(null),
        record.promotedHash().orElse(null),
        better.isPresent() ? (@Nullable Object) better.getAsDouble() : null,
        record.reason().orElse(null),
        record.proposals().asked(),
        record.proposals().accepted(),
        record.proposals().rejected(),
        record.proposals().abandoned(),
        record.trials().started(),
        record.trials().scored(),
        record.trials().viable(),
        record.trials().voided(),
        record.usage().input(),
        record.usage().output(),
        record.usage().cacheRead(),
        record.usage().cacheWrite(),
        record.usageKnown() ? 1 : 0,
        GenerationRows.number(record.costMicroUsd()),
        Timestamps.text(record.started()),
        record.completed().map(Timestamps::text).orElse(null));
  }

  /**
   * @throws HistoryException.Corrupt if no projection wrote that row
   */
  static CampaignRecord read(ResultSet row) throws SQLException {
    try {
      return decoded(row);
    } catch (JsonException
        | IllegalArgumentException
        | DateTimeException
        | ArithmeticException unreadable) {
      throw new HistoryException.Corrupt(
          "a projected campaign cannot be read (%s): rebuild the projections"
              .formatted(unreadable.getMessage()),
          unreadable);
    }
  }

  private static CampaignRecord decoded(ResultSet row) throws SQLException {
    Cells cells = new Cells(row);
    String campaign = cells.text();
    cells.number(); // the position, by which rows are ordered
    return new CampaignRecord(
        campaign,
        cells.number(),
        UUID.fromString(cells.text()),
        cells.text(),
        cells.integer(),
        SettingsJson.read(Members.of(Json.parseStored(cells.text()))),
        cells.optionalText(),
        cells.known("status", CampaignStatus::of).orElseThrow(IllegalArgumentException::new),
        cells.known("ending", Ending::of),
        cells.optionalNumber().map(Math::toIntExact),
        cells.optionalText(),
        cells.optionalFraction(),
        cells.optionalText(),
        new Proposals(cells.integer(), cells.integer(), cells.integer(), cells.integer()),
        new Trials(cells.integer(), cells.integer(), cells.integer(), cells.integer()),
        new TokenUsage(cells.number(), cells.number(), cells.number(), cells.number()),
        cells.number() == 1,
        cells.optionalNumber().map(OptionalLong::of).orElse(OptionalLong.empty()),
        Timestamps.instant(cells.text()),
        cells.optionalText().map(Timestamps::instant));
  }
}
