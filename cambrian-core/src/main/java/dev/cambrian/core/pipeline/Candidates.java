package dev.cambrian.core.pipeline;

import dev.cambrian.core.CambrianException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs the candidates of one attempt side by side; the first viable one ends the others. */
final class Candidates {
  private Candidates() {}

  /**
   * Answers the ends in the order in which they came; every run has ended then. Interrupting this
   * thread interrupts all runs, and the interrupt flag stays set.
   *
   * @param winner set to the number of the first viable generation before the others are
   *     interrupted
   */
  static List<GenerationEnd> run(List<Callable<GenerationEnd>> runs, AtomicInteger winner) {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletionService<GenerationEnd> completion = new ExecutorCompletionService<>(executor);
      List<Future<GenerationEnd>> futures = new ArrayList<>();
      runs.forEach(run -> futures.add(completion.submit(run)));
      List<GenerationEnd> ends = new ArrayList<>();
      List<Throwable> failures = new ArrayList<>();
      boolean interrupted = false;
      while (ends.size() + failures.size() < runs.size()) {
        try {
          GenerationEnd end = completion.take().get();
          ends.add(end);
          if (end instanceof GenerationEnd.Viable viable
              && winner.compareAndSet(0, viable.generation())) {
            executor.shutdownNow();
          }
        } catch (InterruptedException e) {
          interrupted = true;
          executor.shutdownNow();
        } catch (ExecutionException e) {
          failures.add(e.getCause() == null ? e : e.getCause());
          executor.shutdownNow();
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      if (!failures.isEmpty()) {
        throw failure(failures);
      }
      return ends;
    }
  }

  private static RuntimeException failure(List<Throwable> failures) {
    Throwable first = failures.getFirst();
    failures.stream().skip(1).forEach(first::addSuppressed);
    return switch (first) {
      case CambrianException known -> known;
      case Error error -> throw error;
      case RuntimeException unexpected -> unexpected;
      default -> new PipelineException("a candidate failed: " + first, first);
    };
  }
}
