package dev.cambrian.core.history;

import dev.cambrian.core.event.EventCodec;
import dev.cambrian.core.event.RecordedEvent;
import java.util.Optional;
import java.util.TreeMap;

/** Makes the projection tables and views anew and fills them from the events. */
final class Rebuild {
  private final EventCodec codec;
  private final Projections projections;
  private final TreeMap<Integer, GenerationState> generations = new TreeMap<>();
  private final TreeMap<String, CampaignState> campaigns = new TreeMap<>();
  private long events;

  private Rebuild(Statements statements, EventCodec codec) {
    this.codec = codec;
    projections = new Projections(statements, hash -> BlobRows.get(statements, hash));
  }

  /** Within the writer's transaction. */
  static Rebuilt run(Statements statements, EventCodec codec) {
    statements.script(Migrations.resource(Migrations.PROJECTIONS));
    Rebuild rebuild = new Rebuild(statements, codec);
    statements.each(EventRows.SELECT + "ORDER BY position", EventRows::read, rebuild::take);
    rebuild.generations.values().forEach(state -> GenerationRows.save(statements, state));
    rebuild.campaigns.values().forEach(state -> CampaignRows.save(statements, state));
    return new Rebuilt(rebuild.events, rebuild.generations.size());
  }

  private void take(EventRow row) {
    RecordedEvent recorded = row.decode(codec);
    recorded.stream()
        .generation()
        .ifPresent(
            generation -> {
              Optional<GenerationState> before = Optional.ofNullable(generations.get(generation));
              generations.put(generation, GenerationFold.evolve(before, recorded));
            });
    recorded.stream()
        .campaign()
        .ifPresent(
            campaign -> {
              Optional<CampaignState> before = Optional.ofNullable(campaigns.get(campaign));
              campaigns.put(campaign, CampaignFold.evolve(before, recorded));
            });
    projections.apply(recorded);
    events++;
  }
}
