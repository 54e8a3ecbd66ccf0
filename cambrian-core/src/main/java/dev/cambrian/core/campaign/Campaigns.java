package dev.cambrian.core.campaign;

import com.fasterxml.uuid.Generators;
import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.evolution.CampaignSettings;
import dev.cambrian.core.evolution.Ending;
import dev.cambrian.core.history.EventStore.Causation;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.HistoryException;
import dev.cambrian.core.history.WriteCondition;
import dev.cambrian.core.pipeline.SpecRegistry;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;

/** The campaigns of one home: begun, looked at, paused and cancelled by whoever has its history. */
public final class Campaigns {
  private static final int MOST_NUMBERED = 1_000_000;

  private Campaigns() {}

  /**
   * Begins a campaign; nothing is asked or tried yet.
   *
   * @param id as {@link CampaignEvent#ID}; the next free {@code c1}, {@code c2}, … where absent
   * @param note why it is run
   * @return its id
   * @throws CampaignException if the id is taken
   */
  public static String start(
      History history,
      Optional<String> id,
      Spec base,
      CampaignSettings settings,
      Optional<String> note) {
    UUID correlation = Generators.timeBasedEpochGenerator().generate();
    SpecRegistry.register(history, base, correlation);
    for (int number = 1; number <= MOST_NUMBERED; number++) {
      String name = id.orElse("c" + number);
      try {
        history.append(
            StreamId.campaign(name),
            WriteCondition.noStream(),
            Causation.of(correlation),
            List.of(
                new CampaignEvent.Started(
                    name, base.hash(), CampaignSettings.ENGINE, settings, note)));
        return name;
      } catch (HistoryException.Conflict taken) {
        if (id.isPresent()) {
          throw new CampaignException(
              "there is a campaign %s already: go on with it or choose another name"
                  .formatted(name));
        }
      }
    }
    throw new CampaignException("no number is free for another campaign: name it");
  }

  /**
   * A campaign as it is now; empty where there is none.
   *
   * @throws HistoryException.Corrupt if its events do not fit together
   */
  public static Optional<Campaign> find(History history, String id) {
    List<RecordedEvent> events = history.read(StreamId.campaign(id));
    return events.isEmpty()
        ? Optional.empty()
        : Optional.of(Campaign.of(events, hash -> specBytes(history, hash).length));
  }

  /** Nothing new begins from now on, wherever it runs; what is under way ends. */
  public static void pause(History history, String id, String reason) {
    append(history, id, new CampaignEvent.Paused(id, reason));
  }

  /** A paused campaign may go on; whoever runs it, or runs it next, does. */
  public static void resume(History history, String id) {
    append(history, id, new CampaignEvent.Resumed(id));
  }

  /** Ends a campaign, wherever it runs; what is under way is ended, too. */
  public static void cancel(History history, String id, String reason) {
    append(
        history,
        id,
        new CampaignEvent.Finished(
            id,
            Ending.CANCELLED,
            Optional.empty(),
            Optional.empty(),
            OptionalDouble.empty(),
            reason));
  }

  private static void append(History history, String id, CampaignEvent event) {
    List<RecordedEvent> events = history.read(StreamId.campaign(id));
    if (events.isEmpty()) {
      throw new CampaignException("there is no campaign %s in this home".formatted(id));
    }
    try {
      history.append(
          StreamId.campaign(id),
          WriteCondition.any(),
          Causation.of(events.getFirst().correlationId()),
          List.of(event));
    } catch (HistoryException.IllegalTransition refused) {
      throw new CampaignException("campaign %s: %s".formatted(id, refused.getMessage()));
    }
  }

  /** Where the recordings of a campaign lie. */
  public static Path directory(Path home, String id) {
    return home.resolve("campaigns").resolve(id);
  }

  /**
   * The spec that a campaign is to improve.
   *
   * @throws CampaignException if it was never registered
   */
  public static Spec base(History history, Campaign campaign) {
    String hash = campaign.started().baseHash();
    return Specs.parse(fileName(history, hash), specBytes(history, hash));
  }

  /** The text of a registered spec. */
  public static String text(History history, String hash) {
    return new String(specBytes(history, hash), StandardCharsets.UTF_8);
  }

  private static String fileName(History history, String hash) {
    return history.read(StreamId.spec(hash)).stream()
        .map(RecordedEvent::event)
        .filter(Event.SpecRegistered.class::isInstance)
        .map(it -> ((Event.SpecRegistered) it).fileName())
        .findFirst()
        .orElseThrow(
            () -> new CampaignException("the spec %s was never registered".formatted(hash)));
  }

  /** The bytes of a registered spec. */
  static byte[] specBytes(History history, String hash) {
    return history
        .get(hash)
        .orElseThrow(
            () -> new HistoryException.Corrupt("the spec %s is not stored".formatted(hash)));
  }
}
