package dev.cambrian.server.view;

import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.Outcome;
import java.util.List;
import java.util.Optional;

/**
 * What goes on right now, and what ended last.
 *
 * @param running oldest first, at most {@value #MOST_RUNNING}
 * @param latest closed ones and open ones, highest number first
 */
public record NowView(List<Growing> running, List<LogEntry> latest) {
  private static final int MOST_RUNNING = 50;

  /**
   * A generation that is not closed.
   *
   * @param specTitle of the registered spec
   */
  public record Growing(GenerationRecord record, Optional<String> specTitle, Timeline timeline) {}

  public NowView {
    running = List.copyOf(running);
    latest = List.copyOf(latest);
  }

  /**
   * Of a history.
   *
   * @param most of the latest
   */
  public static NowView of(History history, int most) {
    HistoryView view = new HistoryView(history);
    List<Growing> running =
        history.generations(0, MOST_RUNNING, Optional.of(Outcome.IN_PROGRESS)).stream()
            .map(it -> growing(view, history, it))
            .toList();
    return new NowView(running, view.log(most, Optional.empty()));
  }

  private static Growing growing(HistoryView view, History history, GenerationRecord record) {
    var events = history.read(StreamId.generation(record.generation()));
    return new Growing(
        record,
        view.spec(record.specHash()).map(it -> it.title()),
        Timeline.of(events, new Asked(history).of(record, events)));
  }
}
