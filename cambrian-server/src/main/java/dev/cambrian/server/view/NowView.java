package dev.cambrian.server.view;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.CampaignRecord;
import dev.cambrian.core.history.CampaignStatus;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.Outcome;
import java.util.List;
import java.util.Optional;

/**
 * What goes on right now, and what ended last, as the history tells it.
 *
 * @param running generations that are not closed, oldest first, at most {@value #MOST_RUNNING}
 * @param campaigns that are not over, the one that was started last first
 * @param ended the campaign whose trial the latest generation is, where it is over
 * @param latest closed generations and open ones, highest number first
 * @param happenings the last ones, oldest first
 */
public record NowView(
    List<Growing> running,
    List<CampaignRecord> campaigns,
    Optional<CampaignRecord> ended,
    List<LogEntry> latest,
    List<Happening> happenings) {
  private static final int MOST_RUNNING = 50;

  /** So many events are read at once; some tell nothing that is worth a line. */
  private static final int MOST_HAPPENINGS = 1_000;

  /**
   * A generation that is not closed.
   *
   * @param specTitle of the registered spec
   */
  public record Growing(GenerationRecord record, Optional<String> specTitle, Timeline timeline) {}

  public NowView {
    running = List.copyOf(running);
    campaigns = List.copyOf(campaigns);
    latest = List.copyOf(latest);
    happenings = List.copyOf(happenings);
  }

  /**
   * Of a history.
   *
   * @param entries of the latest generations
   * @param events of the last happenings, 1 to {@value #MOST_HAPPENINGS}
   */
  public static NowView of(History history, int entries, int events) {
    HistoryView view = new HistoryView(history);
    List<Growing> running =
        history.generations(0, MOST_RUNNING, Optional.of(Outcome.IN_PROGRESS)).stream()
            .map(it -> growing(view, history, it))
            .toList();
    List<CampaignRecord> campaigns =
        history.campaigns().stream().filter(it -> it.status() != CampaignStatus.FINISHED).toList();
    List<LogEntry> latest = view.log(entries, Optional.empty());
    Optional<CampaignRecord> ended =
        latest.stream()
            .findFirst()
            .flatMap(it -> it.record().campaignId())
            .flatMap(history::campaign)
            .filter(it -> it.ending().isPresent());
    return new NowView(running, campaigns, ended, latest, happenings(history, events));
  }

  private static List<Happening> happenings(History history, int most) {
    long head = history.headPosition();
    // Positions have no gaps.
    return history.readAll(Math.max(0, head - most), Math.min(most, MOST_HAPPENINGS)).stream()
        .map(it -> happening(history, it))
        .toList();
  }

  private static Happening happening(History history, RecordedEvent event) {
    Happening told = Happening.of(event);
    return event.event() instanceof Event.GenerationPromoted it
            && history
                .generation(it.generation())
                .filter(record -> Standing.of(record) == Standing.VIABLE_TRIAL)
                .isPresent()
        ? told.saying("closed as a viable trial")
        : told;
  }

  private static Growing growing(HistoryView view, History history, GenerationRecord record) {
    var events = history.read(StreamId.generation(record.generation()));
    return new Growing(
        record,
        view.spec(record.specHash()).map(Event.SpecRegistered::title),
        Timeline.of(events, new Asked(history).of(record, events)));
  }
}
