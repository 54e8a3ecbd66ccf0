package dev.cambrian.server.supervisor;

import dev.cambrian.core.verdict.LastingRuns;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.StageLog;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.Verifier;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the stages that this process has run print just now. It is kept in memory alone, and no
 * longer than the stage runs: the history gets the log of a stage with its end. Safe for use by
 * many threads.
 */
public final class RunningOutput {
  private final Map<Integer, Printed> printed = new ConcurrentHashMap<>();

  /**
   * Of a stage that runs.
   *
   * @param end of each stream, a few KiB of hostile text
   */
  public record Printed(Stage stage, StageLog end) {}

  RunningOutput() {}

  /** Of the stage of a generation that runs; empty where none does, or it has printed nothing. */
  public Optional<Printed> of(int generation) {
    return Optional.ofNullable(printed.get(generation));
  }

  /** Whether some stage prints. */
  public boolean any() {
    return !printed.isEmpty();
  }

  /** The same judge, whose verifications are listened to. */
  Judge heard(Judge judge) {
    return new Judge(
        heard(judge.verifier()), heard(judge.runs()), heard(judge.once()), judge.refusal());
  }

  private Verifier heard(Verifier verifier) {
    return new Verifier() {
      @Override
      public Verification verify(VerificationRequest request, VerificationListener listener) {
        try {
          return verifier.verify(request, new Hearing(request.generation(), listener));
        } finally {
          printed.remove(request.generation());
        }
      }

      @Override
      public String isolation() {
        return verifier.isolation();
      }
    };
  }

  private LastingRuns heard(LastingRuns runs) {
    return new LastingRuns() {
      @Override
      public Verification adopt(VerificationRequest request, VerificationListener listener) {
        try {
          return runs.adopt(request, new Hearing(request.generation(), listener));
        } finally {
          printed.remove(request.generation());
        }
      }

      @Override
      public SortedSet<String> survivors() {
        return runs.survivors();
      }

      @Override
      public void forget(String runId) {
        runs.forget(runId);
      }
    };
  }

  private final class Hearing implements VerificationListener {
    private final int generation;
    private final VerificationListener listener;

    Hearing(int generation, VerificationListener listener) {
      this.generation = generation;
      this.listener = listener;
    }

    @Override
    public void stageStarted(Stage stage) {
      printed.remove(generation);
      listener.stageStarted(stage);
    }

    @Override
    public void stagePrinting(Stage stage, StageLog end) {
      printed.put(generation, new Printed(stage, end));
      listener.stagePrinting(stage, end);
    }

    @Override
    public void stageLogged(Stage stage, StageLog log) {
      listener.stageLogged(stage, log);
    }

    @Override
    public void stageFinished(Stage stage, boolean passed, Duration elapsed) {
      printed.remove(generation);
      listener.stageFinished(stage, passed, elapsed);
    }
  }
}
