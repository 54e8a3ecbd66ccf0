package dev.cambrian.server.view;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.history.History;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What goes on, read plainly off every event from the first on: no projection, no cache, and none
 * of what {@link LiveNow} is made of.
 *
 * @param running one line for each generation without a verdict, oldest first
 * @param latest one line for each of the latest generations, highest number first
 * @param happenings one line for each of the last events, oldest first
 */
record PlainNow(List<String> running, List<String> latest, List<String> happenings) {
  private static final int MOST_RUNNING = 50;

  /** What the events say of one generation. */
  private static final class Life {
    private final int parent;
    private final String title;
    private String outcome = "in_progress";
    private int stages;
    private long tokens;

    Life(int parent, String title, long tokens) {
      this.parent = parent;
      this.title = title;
      this.tokens = tokens;
    }

    String line(int number) {
      return "%d of %d, %s, %d tokens, %s".formatted(number, parent, title, tokens, outcome);
    }
  }

  static PlainNow of(History history, int entries, int events) {
    List<RecordedEvent> all = history.readAll(0, 100_000);
    Map<String, String> titles = new HashMap<>();
    Map<String, Long> asked = new HashMap<>();
    TreeMap<Integer, Life> lives = new TreeMap<>();
    for (RecordedEvent recorded : all) {
      switch (recorded.event()) {
        case Event.SpecRegistered it -> titles.put(it.specHash(), it.title());
        case Event.GenerationStarted it ->
            lives.put(
                it.generation(),
                new Life(
                    it.parent(),
                    known(titles, it.specHash()),
                    Optional.ofNullable(asked.remove(recorded.correlationId().toString()))
                        .orElse(0L)));
        case Event.LlmAnswered it when it.organismId().isPresent() ->
            asked.merge(it.organismId().get(), it.usage().total(), Long::sum);
        case Event.LlmAnswered it -> known(lives, it.generation()).tokens += it.usage().total();
        case Event.StageFinished it -> known(lives, it.generation()).stages++;
        case Event.VerdictGiven it -> known(lives, it.generation()).outcome = "tested";
        case Event.GenerationPromoted it -> known(lives, it.generation()).outcome = "promoted";
        case Event.GenerationRolledBack it -> known(lives, it.generation()).outcome = "failed";
        default -> {}
      }
    }
    List<String> latest = new ArrayList<>();
    lives.descendingMap().forEach((number, life) -> latest.add(life.line(number)));
    return new PlainNow(
        lives.entrySet().stream()
            .filter(it -> it.getValue().outcome.equals("in_progress"))
            .limit(MOST_RUNNING)
            .map(it -> it.getKey() + ", stages " + it.getValue().stages)
            .toList(),
        latest.subList(0, Math.min(entries, latest.size())),
        all.subList(Math.max(0, all.size() - events), all.size()).stream()
            .map(it -> it.position() + " " + it.type())
            .toList());
  }

  private static <K, V> V known(Map<K, V> all, K key) {
    return Objects.requireNonNull(all.get(key), () -> "no event began " + key);
  }

  /** The same facts as a view tells them. */
  static PlainNow told(NowView view, History history) {
    return new PlainNow(
        view.running().stream()
            .map(
                it ->
                    it.record().generation()
                        + ", stages "
                        + it.timeline().steps().stream()
                            .filter(step -> !step.name().equals(Timeline.MODEL))
                            .filter(step -> step.took().isPresent())
                            .count())
            .toList(),
        view.latest().stream()
            .map(
                it ->
                    "%d of %d, %s, %d tokens, %s"
                        .formatted(
                            it.record().generation(),
                            it.record().parent(),
                            it.specTitle().orElseThrow(),
                            it.taken().total(),
                            it.record().outcome().id()))
            .toList(),
        view.happenings().stream()
            .map(
                it -> it.position() + " " + history.readAll(it.position() - 1, 1).getFirst().type())
            .toList());
  }
}
