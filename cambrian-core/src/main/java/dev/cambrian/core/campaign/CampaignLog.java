package dev.cambrian.core.campaign;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.Blob;
import dev.cambrian.core.history.EventStore.Causation;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.HistoryException;
import dev.cambrian.core.history.WriteCondition;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The stream of one campaign and what it has come to. Others may append to it at any time: they
 * pause, resume or cancel it.
 */
final class CampaignLog {
  private static final int PAGE = 1_000;

  private final History history;
  private final StreamId stream;
  private final Causation causation;
  private final Campaign campaign;
  private final Consumer<CampaignEvent> told;
  private long seen;

  /**
   * @param told hears each event that is new, whoever appended it
   * @throws CampaignException if there is no such campaign
   */
  CampaignLog(History history, String id, Consumer<CampaignEvent> told) {
    this.history = history;
    this.stream = StreamId.campaign(id);
    this.told = told;
    this.seen = history.headPosition();
    List<RecordedEvent> events = history.read(stream);
    if (events.isEmpty()) {
      throw new CampaignException("there is no campaign %s in this home".formatted(id));
    }
    this.causation = Causation.of(events.getFirst().correlationId());
    this.campaign = Campaign.of(events, hash -> Campaigns.specBytes(history, hash).length);
  }

  Campaign campaign() {
    return campaign;
  }

  UUID correlation() {
    return causation.correlationId();
  }

  /** Takes what others have appended. */
  void sync() {
    long head = history.headPosition();
    if (head == seen) {
      return;
    }
    seen = head;
    while (true) {
      List<RecordedEvent> newer = history.read(stream, campaign.version(), PAGE);
      newer.forEach(this::take);
      if (newer.size() < PAGE) {
        return;
      }
    }
  }

  /**
   * Appends an event whatever others appended meanwhile, as long as it can follow that.
   *
   * @return whether it was appended; else the campaign has ended, or nothing may begin in a pause
   */
  boolean append(CampaignEvent event, Blob... blobs) {
    while (mayFollow(event)) {
      try {
        history
            .append(
                stream,
                WriteCondition.atVersion(campaign.version()),
                causation,
                List.of(event),
                List.of(blobs))
            .forEach(this::take);
        return true;
      } catch (HistoryException.Conflict others) {
        seen = 0;
        sync();
      }
    }
    return false;
  }

  private boolean mayFollow(CampaignEvent event) {
    boolean begins =
        event instanceof CampaignEvent.TrialStarted || event instanceof CampaignEvent.ProposalAsked;
    boolean again = event instanceof CampaignEvent.Paused && campaign.paused().isPresent();
    return campaign.finished().isEmpty() && !again && !(begins && campaign.paused().isPresent());
  }

  private void take(RecordedEvent recorded) {
    campaign.apply(recorded);
    if (recorded.event() instanceof CampaignEvent event) {
      told.accept(event);
    }
  }
}
