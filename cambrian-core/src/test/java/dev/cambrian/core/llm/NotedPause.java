package dev.cambrian.core.llm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Lets no time pass and notes how much should have. */
final class NotedPause implements Pause {
  private final List<Duration> waits = new ArrayList<>();

  @Override
  public synchronized void pass(Duration duration) {
    waits.add(duration);
  }

  synchronized List<Duration> waits() {
    return List.copyOf(waits);
  }

  static List<Duration> seconds(long... seconds) {
    return Arrays.stream(seconds).mapToObj(Duration::ofSeconds).toList();
  }
}
