package dev.cambrian.core.pipeline;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.Blob;
import dev.cambrian.core.history.EventStore.Causation;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.HistoryException;
import dev.cambrian.core.history.WriteCondition;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** The one writer of one generation's stream, which knows its version. */
final class GenerationStream {
  private final History history;
  private final int generation;
  private final Causation causation;
  private long version;
  private Optional<Path> sealed = Optional.empty();

  private GenerationStream(History history, int generation, UUID growth, long version) {
    this.history = history;
    this.generation = generation;
    this.causation = Causation.of(growth);
    this.version = version;
  }

  /** Takes the next free number; others may take numbers at the same time. */
  static GenerationStream start(
      History history, UUID growth, IntFunction<Event.GenerationStarted> started) {
    int last = -1;
    while (true) {
      int number = history.highestGeneration() + 1;
      if (number == last) {
        throw new PipelineException(
            "generation %d is taken, but the history's tables do not know it: run `cambrian rebuild`"
                .formatted(number));
      }
      last = number;
      GenerationStream stream = new GenerationStream(history, number, growth, 0);
      try {
        stream.append(started.apply(number));
        return stream;
      } catch (HistoryException.Conflict taken) {
        // Somebody else was faster: the next look at the history shows a higher number.
      }
    }
  }

  /**
   * Takes that very number.
   *
   * @throws HistoryException.Conflict if it is taken
   */
  static GenerationStream claim(
      History history, UUID correlation, Event.GenerationStarted started) {
    GenerationStream stream = new GenerationStream(history, started.generation(), correlation, 0);
    stream.append(started);
    return stream;
  }

  static GenerationStream resume(History history, int generation, UUID growth, long version) {
    return new GenerationStream(history, generation, growth, version);
  }

  /** The artifact is part of the history from now on. */
  synchronized void markSealed(Path artifact) {
    sealed = Optional.of(artifact);
  }

  /** The artifact, once it is part of the history. */
  synchronized Optional<Path> sealed() {
    return sealed;
  }

  int generation() {
    return generation;
  }

  synchronized long version() {
    return version;
  }

  /**
   * @param blobs that the event refers to; stored with it or not at all
   */
  synchronized void append(Event event, byte[]... blobs) {
    WriteCondition condition =
        version == 0 ? WriteCondition.noStream() : WriteCondition.atVersion(version);
    history.append(
        StreamId.generation(generation),
        condition,
        causation,
        List.of(event),
        Stream.of(blobs).map(Blob::of).toList());
    version++;
  }
}
