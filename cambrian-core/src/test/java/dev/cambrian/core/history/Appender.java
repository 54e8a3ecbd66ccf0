package dev.cambrian.core.history;

import dev.cambrian.core.event.StreamId;
import java.nio.file.Path;

/** Appends until it is killed, and prints each position once the append has answered. */
final class Appender {
  private Appender() {}

  public static void main(String[] arguments) {
    SqliteHistory history = History.open(Path.of(arguments[0]));
    for (int generation = 1; ; generation++) {
      long position =
          history
              .append(
                  StreamId.generation(generation),
                  WriteCondition.noStream(),
                  Growth.CAUSE,
                  Growth.promotedGeneration(generation, generation - 1),
                  Growth.BLOBS)
              .getLast()
              .position();
      System.out.println(position);
      System.out.flush();
    }
  }
}
