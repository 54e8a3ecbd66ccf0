package dev.cambrian.server.supervisor;

import dev.cambrian.core.verdict.LastingRuns;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.StageLog;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.server.home.CambrianHome;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the stages print just now that this process has run, or another one that grows in the same
 * home. It is kept no longer than the stage runs, in memory and in a file for the other processes:
 * the history gets the log of a stage with its end. Safe for use by many threads.
 */
public final class RunningOutput {
  private final Map<Integer, Printed> printed = new ConcurrentHashMap<>();
  private final PrintedFiles files;

  /**
   * Of a stage that runs.
   *
   * @param end of each stream, a few KiB of hostile text
   */
  public record Printed(Stage stage, StageLog end) {}

  RunningOutput(PrintedFiles files) {
    this.files = files;
  }

  /**
   * A verifier whose stages a server of the same home shows while they run, as if it ran them.
   *
   * @param home that the verified generations are of
   */
  public static Verifier shown(Verifier verifier, CambrianHome home) {
    return new RunningOutput(new PrintedFiles(home.directory(), ProcessHandle.current()))
        .heard(verifier);
  }

  /** Of the stage of a generation that runs; empty where none does, or it has printed nothing. */
  public Optional<Printed> of(int generation) {
    return Optional.ofNullable(printed.get(generation)).or(() -> files.of(generation));
  }

  /** Whether some stage prints. */
  public boolean any() {
    return !printed.isEmpty() || files.any();
  }

  private void printing(int generation, Printed now) {
    printed.put(generation, now);
    files.printing(generation, now);
  }

  private void quiet(int generation) {
    printed.remove(generation);
    files.quiet(generation);
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
          quiet(request.generation());
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
          quiet(request.generation());
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
      quiet(generation);
      listener.stageStarted(stage);
    }

    @Override
    public void stagePrinting(Stage stage, StageLog end) {
      printing(generation, new Printed(stage, end));
      listener.stagePrinting(stage, end);
    }

    @Override
    public void stageLogged(Stage stage, StageLog log) {
      listener.stageLogged(stage, log);
    }

    @Override
    public void stageFinished(Stage stage, boolean passed, Duration elapsed) {
      quiet(generation);
      listener.stageFinished(stage, passed, elapsed);
    }
  }
}
