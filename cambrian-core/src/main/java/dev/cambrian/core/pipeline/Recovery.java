package dev.cambrian.core.pipeline;

import dev.cambrian.core.CambrianException;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.HistoryException;
import dev.cambrian.core.history.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Closes the generations of growths whose process died, and brings the archive up to date with the
 * history.
 */
final class Recovery {
  private static final int PAGE = 1_000;

  private final Pipeline pipeline;
  private final GrowthListener listener;
  private final Closer closer;

  Recovery(Pipeline pipeline, GrowthListener listener) {
    this.pipeline = pipeline;
    this.listener = listener;
    this.closer = new Closer(pipeline, listener);
  }

  /**
   * Settles what it can. A growth that cannot be settled now is told to the listener and stays for
   * the next start; it keeps no other from being settled.
   */
  void run() {
    List<GrowthLock> growths = GrowthLock.takeDead(pipeline.growths());
    try {
      growths.forEach(this::settle);
    } finally {
      growths.forEach(GrowthLock::close);
    }
  }

  private void settle(GrowthLock dead) {
    try {
      settle(generationsOf(dead.growth()));
      dead.release();
    } catch (HistoryException e) {
      throw e;
    } catch (CambrianException e) {
      listener.unsettled(dead.growth(), String.valueOf(e.getMessage()));
    }
  }

  private void settle(List<GenerationRecord> generations) {
    Optional<Integer> promoted =
        generations.stream()
            .filter(record -> record.outcome() == Outcome.PROMOTED)
            .map(GenerationRecord::generation)
            .findFirst();
    for (GenerationRecord record : generations) {
      GenerationStream stream =
          GenerationStream.resume(
              pipeline.history(), record.generation(), record.correlationId(), record.version());
      if (record.artifactHash().isPresent()) {
        pipeline
            .archive()
            .commit(record.generation(), record.parent(), pipeline.artifact(record.generation()));
      } else {
        Unfinished.delete(pipeline, record.generation());
      }
      switch (Decisions.closing(record, promoted)) {
        case Decisions.Closing.Settle settle -> settle(record);
        case Decisions.Closing.Promote promote -> {
          closer.promote(stream, record.artifactHash().orElseThrow());
          promoted = Optional.of(record.generation());
        }
        case Decisions.Closing.RollBack rollBack ->
            closer.rollBack(stream, rollBack.kind(), rollBack.reason(), Optional.empty());
      }
    }
  }

  private void settle(GenerationRecord record) {
    if (record.outcome() == Outcome.PROMOTED) {
      pipeline.archive().promote(record.generation());
    } else {
      pipeline.archive().rollBack(record.generation(), record.reason().orElse("failed"));
    }
  }

  private List<GenerationRecord> generationsOf(UUID growth) {
    List<GenerationRecord> found = new ArrayList<>();
    int after = 0;
    while (true) {
      List<GenerationRecord> page = pipeline.history().generations(after, PAGE, Optional.empty());
      if (page.isEmpty()) {
        return found;
      }
      page.stream().filter(record -> record.correlationId().equals(growth)).forEach(found::add);
      after = page.getLast().generation();
    }
  }
}
