package dev.cambrian.core.pipeline;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.history.HistoryException;
import dev.cambrian.core.prompt.Untrusted;
import dev.cambrian.core.verdict.FailureKind;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Closes generations: first the event, which is the truth, then the archive, whose steps may be
 * repeated. Works on an interrupted thread and leaves its flag as it was.
 */
final class Closer {
  private final Pipeline pipeline;
  private final GrowthListener listener;

  Closer(Pipeline pipeline, GrowthListener listener) {
    this.pipeline = pipeline;
    this.listener = listener;
  }

  void promote(GenerationStream stream, String artifactHash) {
    uninterrupted(
        () -> {
          stream.append(new Event.GenerationPromoted(stream.generation(), artifactHash));
          pipeline.archive().promote(stream.generation());
          writeBattery(stream.generation());
        });
    listener.on(new GrowthProgress.Promoted(stream.generation()));
  }

  /** Derived from the history: what cannot be written now need not be, and can be at any time. */
  private void writeBattery(int generation) {
    try {
      pipeline
          .history()
          .generation(generation)
          .ifPresent(it -> Battery.write(pipeline.history(), pipeline.home(), it));
    } catch (PipelineException | HistoryException unwritten) {
      return;
    }
  }

  /**
   * @param uncommitted the sealed artifact, where the archive may not have it yet: a failed
   *     generation's code is kept too
   */
  void rollBack(
      GenerationStream stream, FailureKind kind, String reason, Optional<Path> uncommitted) {
    String line = Untrusted.line(reason, 1_000);
    uninterrupted(
        () -> {
          stream.append(new Event.GenerationRolledBack(stream.generation(), kind, line));
          uncommitted.ifPresent(
              artifact -> pipeline.archive().commit(stream.generation(), 0, artifact));
          pipeline.archive().rollBack(stream.generation(), line);
        });
    listener.on(new GrowthProgress.RolledBack(stream.generation(), kind, line));
  }

  private static void uninterrupted(Runnable work) {
    boolean interrupted = Thread.interrupted();
    try {
      work.run();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
