package dev.cambrian.server.cli;

import dev.cambrian.core.AtOnce;
import dev.cambrian.core.CambrianException;
import dev.cambrian.core.Pause;
import dev.cambrian.core.history.History;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.llm.Budget;
import dev.cambrian.core.llm.BudgetedClient;
import dev.cambrian.core.llm.LlmClient;
import dev.cambrian.core.llm.LlmException;
import dev.cambrian.core.llm.Prices;
import dev.cambrian.core.llm.ResumingClient;
import dev.cambrian.core.pipeline.Grower;
import dev.cambrian.core.pipeline.GrowthOptions;
import dev.cambrian.core.pipeline.GrowthProgress;
import dev.cambrian.core.pipeline.GrowthResult;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.trial.TrialFiles;
import dev.cambrian.core.trial.TrialLock;
import dev.cambrian.core.trial.TrialResult;
import dev.cambrian.core.trial.TrialRun;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.server.git.GitArchive;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.rate.Trial;
import dev.cambrian.server.rate.Trials;
import dev.cambrian.server.terminal.Caps;
import dev.cambrian.server.terminal.ProgressDisplay;
import dev.cambrian.server.terminal.WorkProgress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Makes the trials that a set lacks. */
final class RateGrowth {
  private static final Duration CLOSING = Duration.ofSeconds(30);

  private final Session session;
  private final CambrianHome at;
  private final Spec spec;
  private final Path set;
  private final GrowthOptions options;
  private final Model model;
  private final LlmClient client;

  /**
   * Who is asked.
   *
   * @param tokens the most of this run; 0: no limit
   * @param microUsd likewise
   */
  record Model(LlmClient client, Prices prices, long tokens, long microUsd) {}

  RateGrowth(
      Session session, CambrianHome at, Spec spec, Path set, GrowthOptions options, Model model) {
    this.session = session;
    this.at = at;
    this.spec = spec;
    this.set = set;
    this.options = options.withMaxParseRetries(Trials.REPAIRS).withoutHistorySummary();
    this.model = model;
    this.client =
        new BudgetedClient(
            model.client(), new Budget(model.tokens(), model.microUsd()), model.prices());
  }

  Path set() {
    return set;
  }

  /**
   * The trials that are missing of so many, or have no end yet.
   *
   * @throws CliException where what is there does not agree: nothing is added to that
   */
  List<Integer> open(int count) {
    Trials there = Trials.read(set, spec);
    if (!there.defects().isEmpty()) {
      throw new CliException(
          ExitStatus.NEGATIVE,
          "%s: %s; nothing was asked: 'cambrian rate %s' tells of each file, another --record begins anew"
              .formatted(set, there.defects().getFirst(), set));
    }
    return IntStream.rangeClosed(1, Math.max(count, highest(there)))
        .filter(number -> number <= count || there.trial(number).isPresent())
        .filter(
            number ->
                !there
                    .trial(number)
                    .map(trial -> trial.complete(options.maxRetries()))
                    .orElse(false))
        .boxed()
        .toList();
  }

  private static int highest(Trials there) {
    return there.trials().stream().mapToInt(Trial::number).max().orElse(0);
  }

  /**
   * What is known to fail is bad input as long as nobody was asked. A trial that was begun with
   * another model would end all others in the middle of their calls.
   */
  void requireReady(List<Integer> open) {
    open.stream()
        .filter(it -> it.equals(open.getFirst()) || Files.isDirectory(TrialFiles.trial(set, it)))
        .forEach(this::requireReady);
  }

  private void requireReady(int trial) {
    try {
      Grower.requireReady(
          new ResumingClient(client, TrialFiles.trial(set, trial), session.clock()), spec, options);
    } catch (LlmException.Refused e) {
      throw new CliException(ExitStatus.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Makes those trials, so many at once.
   *
   * @param json whether objects tell of it
   */
  ExitStatus make(List<Integer> open, int parallel, Verifier verifier, boolean json) {
    at.prepare();
    return new Interruptible(CLOSING)
        .run(
            () -> {
              try (TrialLock _ = TrialLock.take(set);
                  ProgressDisplay display = Displays.beside(session, json);
                  History history = History.open(at.history());
                  GitArchive archive = new GitArchive(at.archive(), session.clock())) {
                TrialRun run =
                    new TrialRun(
                        new TrialRun.Means(
                            set,
                            options,
                            client,
                            verifier,
                            history,
                            at.directory(),
                            archive,
                            session.clock(),
                            Pause.SLEEP,
                            model.prices()::costMicroUsd),
                        display::note);
                return new Made(run, display, open.size(), parallel).all(open);
              }
            });
  }

  private static String end(GrowthResult result) {
    if (result.promoted().isEmpty()) {
      return "not viable: " + result.reason();
    }
    int retries = result.generations().size() - 1;
    return switch (retries) {
      case 0 -> "viable without a retry";
      case 1 -> "viable after 1 retry";
      default -> "viable after " + retries + " retries";
    };
  }

  /** Trials that are made, and how far that is. */
  private final class Made {
    private final TrialRun run;
    private final ProgressDisplay display;
    private final int total;
    private final int parallel;
    private int done;
    private int viable;

    Made(TrialRun run, ProgressDisplay display, int total, int parallel) {
      this.run = run;
      this.display = display;
      this.total = total;
      this.parallel = parallel;
    }

    ExitStatus all(List<Integer> open) {
      display.work(
          new WorkProgress.Begun(
              spec.fileName(),
              new Caps(model.tokens(), model.microUsd()),
              PastPace.of(session, at, spec, options.model()),
              true));
      count();
      ExitStatus worst = ExitStatus.OK;
      try (AtOnce<ExitStatus> making = new AtOnce<>(parallel)) {
        List<Future<ExitStatus>> futures =
            open.stream().map(trial -> making.start(() -> one(trial))).toList();
        for (Future<ExitStatus> future : futures) {
          ExitStatus ended = awaited(making, future);
          worst = ended.code() > worst.code() ? ended : worst;
        }
      }
      return worst;
    }

    private static ExitStatus awaited(AtOnce<ExitStatus> making, Future<ExitStatus> future) {
      try {
        return making.end(future);
      } catch (CancellationException neverBegun) {
        return ExitStatus.INTERRUPTED;
      }
    }

    private synchronized void count() {
      display.work(new WorkProgress.Counted(done, total, "trials", viable + " viable", parallel));
    }

    private synchronized void ended(boolean lives) {
      done++;
      viable += lives ? 1 : 0;
      count();
    }

    private ExitStatus one(int trial) {
      RecordingJudge judge = new RecordingJudge(spec.hash());
      TrialResult result =
          run.make(
              spec,
              trial,
              progress -> {
                judge.on(progress);
                show(trial, progress);
              });
      Path directory = TrialFiles.trial(set, trial);
      try {
        judge.write(directory);
      } catch (CambrianException e) {
        display.note(
            "trial %02d: its recordings lack their verdicts: %s".formatted(trial, e.getMessage()));
      }
      if (!result.counts()) {
        return GrowthSummary.status(result.growth());
      }
      display.note(
          "trial %02d: %s".formatted(trial, end(result.growth())),
          Json.object()
              .put("event", "trial")
              .put("trial", trial)
              .put("viable", result.viable())
              .put("generations", result.growth().generations().size()));
      ended(result.viable());
      return ExitStatus.OK;
    }

    private void show(int trial, GrowthProgress progress) {
      if (progress instanceof GrowthProgress.Started started) {
        display.work(new WorkProgress.Named(started.generation(), "trial %02d".formatted(trial)));
      }
      display.work(new WorkProgress.Step(progress));
    }
  }
}
