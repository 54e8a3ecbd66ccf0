package dev.cambrian.server.view;

import dev.cambrian.core.history.CampaignRecord;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import java.util.List;
import java.util.Optional;

/**
 * What goes on right now, and what ended last, as the history tells it.
 *
 * @param running generations that are not closed, oldest first, at most 50
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
   * @param events of the last happenings, 1 to 1,000
   */
  public static NowView of(History history, int entries, int events) {
    return new LiveNow(history, entries, events).now();
  }
}
