package dev.cambrian.core.history;

import dev.cambrian.core.event.EventCodec;
import dev.cambrian.core.event.StreamId;
import java.util.Optional;
import java.util.UUID;

/** The file as a transaction of the writer finds it. */
record SqliteBase(Statements statements, OpenStates states, EventCodec codec)
    implements AppendPlan.Base {
  @Override
  public AppendPlan.Head head(StreamId stream) {
    return statements
        .first(
            """
            SELECT position, digest, event_id,
              (SELECT coalesce(max(version), 0) FROM event WHERE stream = ?)
            FROM event ORDER BY position DESC LIMIT 1""",
            row ->
                new AppendPlan.Head(
                    row.getLong(1),
                    row.getString(2),
                    Optional.of(UUID.fromString(row.getString(3))),
                    row.getLong(4)),
            stream.value())
        .orElse(AppendPlan.Head.NONE);
  }

  @Override
  public Optional<GenerationState> state(int generation, long version) {
    return states
        .at(generation, version)
        .or(
            () ->
                statements.first(
                    GenerationRows.SELECT + "WHERE generation = ?",
                    GenerationRows::read,
                    generation));
  }

  /** From the last state that is known here; what another process appended since is read. */
  @Override
  public Optional<CampaignState> campaign(String campaignId, long version) {
    Optional<CampaignState> known = states.until(campaignId, version);
    if (known.isPresent() && known.get().record().version() == version) {
      return known;
    }
    Followed followed = new Followed(codec, known);
    statements.each(
        EventRows.SELECT + "WHERE stream = ? AND version > ? ORDER BY version",
        EventRows::read,
        followed::take,
        StreamId.campaign(campaignId).value(),
        known.map(it -> it.record().version()).orElse(0L));
    return followed.state;
  }

  @Override
  public boolean has(String hash) {
    return BlobRows.has(statements, hash);
  }

  @Override
  public Optional<byte[]> get(String hash) {
    return BlobRows.get(statements, hash);
  }

  /** A campaign's state while its events come one by one: none of them is kept. */
  private static final class Followed {
    private final EventCodec codec;
    private Optional<CampaignState> state;

    Followed(EventCodec codec, Optional<CampaignState> state) {
      this.codec = codec;
      this.state = state;
    }

    void take(EventRow row) {
      state = Optional.of(CampaignFold.evolve(state, row.decode(codec)));
    }
  }
}
