package dev.cambrian.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Lets no time pass and notes how much should have. */
public final class NotedPause implements Pause {
  private final List<Duration> waits = new ArrayList<>();

  @Override
  public synchronized void pass(Duration duration) {
    waits.add(duration);
  }

  public synchronized List<Duration> waits() {
    return List.copyOf(waits);
  }

  public static List<Duration> seconds(long... seconds) {
    return Arrays.stream(seconds).mapToObj(Duration::ofSeconds).toList();
  }
}
