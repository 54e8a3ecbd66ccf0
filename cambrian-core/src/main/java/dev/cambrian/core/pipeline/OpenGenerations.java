package dev.cambrian.core.pipeline;

import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.verdict.FailureKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** What a supervision that ended left without a verdict. */
final class OpenGenerations {
  private static final int PAGE = 1_000;

  private final Pipeline pipeline;
  private final GrowthListener listener;
  private final Closer closer;

  OpenGenerations(Pipeline pipeline, GrowthListener listener) {
    this.pipeline = pipeline;
    this.listener = listener;
    this.closer = new Closer(pipeline, listener);
  }

  /** See {@link Supervision#recover}. */
  List<Integer> recover() {
    new Recovery(pipeline, listener).run();
    List<Integer> waiting = new ArrayList<>();
    for (GenerationRecord record : inProgress()) {
      if (GrowthLock.exists(pipeline.growths(), record.correlationId())) {
        continue;
      }
      if (record.artifactHash().isPresent()) {
        waiting.add(record.generation());
      } else {
        closeUnsealed(record);
      }
    }
    forgetOthers(waiting);
    return waiting;
  }

  private void closeUnsealed(GenerationRecord record) {
    Unfinished.delete(pipeline, record.generation());
    closer.rollBack(
        GenerationStream.resume(
            pipeline.history(), record.generation(), record.correlationId(), record.version()),
        FailureKind.CRASHED,
        "the process that took it in ended before it had its artifact",
        Optional.empty());
  }

  /** What is left of runs that no open generation has. */
  private void forgetOthers(List<Integer> waiting) {
    SortedSet<String> left = pipeline.runs().survivors();
    if (left.isEmpty()) {
      return;
    }
    for (int generation : waiting) {
      VerificationRun.Earlier.of(pipeline.history().read(StreamId.generation(generation)))
          .open()
          .ifPresent(left::remove);
    }
    left.forEach(pipeline.runs()::forget);
  }

  private List<GenerationRecord> inProgress() {
    List<GenerationRecord> found = new ArrayList<>();
    int after = 0;
    while (true) {
      List<GenerationRecord> page =
          pipeline.history().generations(after, PAGE, Optional.of(Outcome.IN_PROGRESS));
      found.addAll(page);
      if (page.size() < PAGE) {
        return found;
      }
      after = page.getLast().generation();
    }
  }
}
