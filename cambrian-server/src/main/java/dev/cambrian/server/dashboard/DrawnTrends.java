package dev.cambrian.server.dashboard;

import dev.cambrian.server.dashboard.TrendsPage.Shown;
import dev.cambrian.server.view.Trends.Filter;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Trends as they were drawn last. To draw them takes reading many rows, so that they are drawn anew
 * only where the history's generations came to stand otherwise since. Safe for use by many threads.
 */
final class DrawnTrends {
  /** Between two drawings for those who only keep looking. */
  static final Duration PAUSE = Duration.ofSeconds(3);

  /** Of different filters that are kept. */
  private static final int MOST = 16;

  private final Supplier<String> mark;
  private final Function<Filter, Shown> draw;
  private final Map<Filter, Drawn> drawn =
      Collections.synchronizedMap(
          new LinkedHashMap<>(MOST, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Filter, Drawn> eldest) {
              return size() > MOST;
            }
          });

  private record Drawn(String mark, long nanos, Shown shown) {}

  /**
   * @param mark another one after whatever changes trends
   */
  DrawnTrends(Supplier<String> mark, Function<Filter, Shown> draw) {
    this.mark = mark;
    this.draw = draw;
  }

  /** As they are now. */
  Shown now(Filter filter) {
    return drawn(filter, Duration.ZERO);
  }

  /** As they were a moment ago at least. */
  Shown lately(Filter filter) {
    return drawn(filter, PAUSE);
  }

  private Shown drawn(Filter filter, Duration age) {
    Drawn last = drawn.get(filter);
    if (last != null && System.nanoTime() - last.nanos() < age.toNanos()) {
      return last.shown();
    }
    // Looked at before: what changes while they are drawn may not be in them.
    String current = mark.get();
    if (last != null && last.mark().equals(current)) {
      return last.shown();
    }
    Shown shown = draw.apply(filter);
    drawn.put(filter, new Drawn(current, System.nanoTime(), shown));
    return shown;
  }
}
