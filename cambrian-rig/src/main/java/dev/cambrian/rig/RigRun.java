package dev.cambrian.rig;

import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.verdict.Baseline;
import dev.cambrian.core.verdict.Measures;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.StageLog;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.ViabilityReport.ContractResult;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;

/** One run of the rig. */
final class RigRun {
  /** What has been made to end takes a moment for it. */
  private static final Duration DYING = Duration.ofMillis(100);

  private final Assignment assignment;
  private final HealthChecks.Endpoint endpoint;
  private final RigLimits limits;
  private final SandboxFactory sandboxes;
  private final Scratch scratch;
  private final Judgement judgement;
  private final VerificationListener listener;
  private final Spec spec;
  private final Kit kit;

  RigRun(
      Assignment assignment,
      HealthChecks.Endpoint endpoint,
      RigLimits limits,
      SandboxFactory sandboxes,
      Scratch scratch,
      Judgement judgement,
      VerificationListener listener) {
    this.assignment = assignment;
    this.endpoint = endpoint;
    this.limits = limits;
    this.sandboxes = sandboxes;
    this.scratch = scratch;
    this.judgement = judgement;
    this.listener = listener;
    this.spec = assignment.spec();
    this.kit = Kit.of(spec.toolchain());
  }

  /**
   * Runs the stages.
   *
   * @param background for what gets ready while the manifest is checked; whether the machine has
   *     what the commands need is only told once they are due
   */
  Verification run(Executor background) throws IOException, InterruptedException {
    ManifestStage manifest = new ManifestStage(assignment, kit);
    try (Opening opening = new Opening(CompletableFuture.supplyAsync(this::open, background))) {
      if (stage(Stage.MANIFEST, () -> manifest.run(judgement))) {
        WorkingCopy copy = WorkingCopy.of(manifest.checked(), scratch);
        runCommands(opening.opened(), copy);
        opening
            .opened()
            .sandbox()
            .peakMemoryBytes()
            .ifPresent(bytes -> judgement.measured("peak_memory_bytes", (double) bytes));
      }
    }
    return new Verification.Judged(
        judgement.report(assignment.generation(), spec.hash(), sandboxes.isolation()));
  }

  /** A sandbox with the place for the build, and what the commands need. */
  private record Opened(Sandbox sandbox, Sandbox.Place build, Toolbox toolbox) {}

  private Opened open() {
    Toolbox toolbox = Toolbox.of(spec);
    Sandbox sandbox = sandboxes.open(scratch, toolbox, assignment.generation());
    try {
      Sandbox.Place build = sandbox.place(scratch.work());
      sandbox.prepareNetwork();
      return new Opened(sandbox, build, toolbox);
    } catch (Throwable e) {
      sandbox.close();
      throw e;
    }
  }

  /** A sandbox that is being opened; whatever comes of it is closed. */
  private record Opening(CompletableFuture<Opened> future) implements AutoCloseable {
    Opened opened() {
      try {
        return future.join();
      } catch (CompletionException e) {
        if (e.getCause() instanceof InfrastructureException known) {
          throw known;
        }
        throw e;
      }
    }

    @Override
    public void close() {
      future
          .handle((it, _) -> Optional.ofNullable(it))
          .join()
          .ifPresent(it -> it.sandbox().close());
    }
  }

  private void runCommands(Opened opened, WorkingCopy copy)
      throws IOException, InterruptedException {
    Sandbox sandbox = opened.sandbox();
    SourceMap sources = new SourceMap(copy.files(), sandbox.inside(copy.root()));
    Early tests = new Early(() -> sandbox.place(sandbox.testDirectory()));
    boolean built =
        stage(
            Stage.BUILD,
            () ->
                new BuildStage(spec.entry(), kit, limits, scratch, sandbox, opened.toolbox())
                    .run(overheard(opened.build(), Stage.BUILD), copy, sources, tests::prepare));
    if (!built) {
      return;
    }
    Early server = new Early(() -> sandbox.serverPlace(copy.root()));
    test(opened, copy, sources, tests, server);
    sandbox.requireFree(endpoint.port());
    serve(sandbox, server);
  }

  /**
   * The artifact's tests and, where they passed, the rig's own, which the stage's time is without.
   */
  private void test(Opened opened, WorkingCopy copy, SourceMap sources, Early tests, Early server)
      throws IOException, InterruptedException {
    Sandbox sandbox = opened.sandbox();
    TestRun run =
        new TestRun(spec.entry(), kit, limits, scratch, sandbox, copy, sources, opened.toolbox());
    Early canaries = new Early(() -> sandbox.place(sandbox.testDirectory()));
    listener.stageStarted(Stage.TEST);
    long started = System.nanoTime();
    StageOutcome outcome =
        new TestStage(run).run(overheard(tests, Stage.TEST), judgement, canaries::prepare);
    // The canary's own test fails on purpose; what was printed of it would only mislead.
    Optional<StageLog> log = outcome.log();
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    if (outcome.passed()) {
      outcome = new Canary(run).run(canaries, judgement, server::prepare);
    }
    finish(Stage.TEST, outcome, took, log);
  }

  private Sandbox.Place overheard(Sandbox.Place place, Stage stage) {
    return new Overheard(place, stage, listener);
  }

  /** Opens a place. */
  private interface Opener {
    Sandbox.Place open() throws InterruptedException;
  }

  /**
   * A place that may be opened while a command of the artifact runs, which could starve it of what
   * the machine has. So what goes wrong with it then is no word about the machine: it is opened
   * once more, alone, and only that counts.
   */
  private static final class Early implements Sandbox.Place {
    private final Opener opener;
    private CompletableFuture<Optional<Sandbox.Place>> early =
        CompletableFuture.completedFuture(Optional.empty());

    Early(Opener opener) {
      this.opener = opener;
    }

    void prepare() {
      early = Aside.supply(this::tried);
    }

    private Optional<Sandbox.Place> tried() {
      try {
        return Optional.of(opener.open());
      } catch (InfrastructureException | InterruptedException starved) {
        return Optional.empty();
      }
    }

    @Override
    public RunningCommand start(ShellCommand command, long outputLimit)
        throws InterruptedException {
      try {
        Optional<Sandbox.Place> place = early.get();
        if (place.isPresent()) {
          return place.get().start(command, outputLimit);
        }
      } catch (InfrastructureException | ExecutionException starved) {
        early = CompletableFuture.completedFuture(Optional.empty());
      }
      return opener.open().start(command, outputLimit);
    }
  }

  private void serve(Sandbox sandbox, Sandbox.Place place)
      throws IOException, InterruptedException {
    HealthChecks checks =
        new HealthChecks(sandbox, endpoint, assignment.generation(), limits.contract());
    listener.stageStarted(Stage.START);
    long started = System.nanoTime();
    RunningCommand program =
        overheard(place, Stage.START)
            .start(
                new ShellCommand(spec.entry().start(), Map.of(), limits.start()),
                limits.outputBytes());
    Optional<Readiness.NotReady> notReady =
        new Readiness(program, checks, limits.start()).await(started);
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    if (notReady.isPresent()) {
      CommandResult ended = program.stop(limits.stop());
      sandbox.sweep();
      String why = overLimit(ended).orElse(notReady.get().reason());
      finish(
          Stage.START,
          StageOutcome.failed("start", why, Optional.of(ended)).over(notReady.get().limit()),
          took,
          Optional.of(ended.log()));
      return;
    }
    finish(Stage.START, StageOutcome.PASSED, took, Optional.of(program.printed()));
    listener.stageStarted(Stage.HEALTH);
    started = System.nanoTime();
    Map<String, ContractResult> contracts = checks.evaluate(spec.contracts());
    Map<String, ContractResult> vectors = checks.evaluate(spec.vectors());
    judgement.health(contracts, vectors);
    // There is a pause in what follows.
    scratch.discard(scratch.tests());
    Optional<String> gone = new Readiness(program, checks, limits.contract()).stillThere();
    took = Duration.ofNanos(System.nanoTime() - started);
    Optional<CommandResult> before = measure(sandbox, program, checks);
    CommandResult ended = program.stop(limits.stop());
    sandbox.sweep();
    CommandResult judged = before.orElse(ended);
    finish(
        Stage.HEALTH,
        health(contracts, vectors, overLimit(judged), gone, judged),
        took,
        Optional.of(ended.log()));
  }

  /**
   * The baseline's contracts, other sets that only inform, and the program under load. They come
   * after everything that counts: what they do to the program is not held against it.
   *
   * @return how it did until then; empty where they did nothing to it that could be held against it
   */
  private Optional<CommandResult> measure(
      Sandbox sandbox, RunningCommand program, HealthChecks checks) throws InterruptedException {
    Baseline baseline = assignment.baseline();
    Measures measures = assignment.measures();
    if (baseline.isEmpty() && measures.isEmpty()) {
      return Optional.empty();
    }
    CommandResult before = program.soFar();
    boolean ended = !program.alive();
    if (!baseline.isEmpty()) {
      judgement.baseline(baseline.generation(), checks.measure(baseline.contracts()));
    }
    if (!measures.sets().isEmpty()) {
      judgement.sets(checks.measure(measures.sets()));
    }
    // What does not live any more cannot be measured, and was not ended by the load.
    if (measures.performance().isPresent() && !program.endsWithin(DYING)) {
      new UnderLoad(sandbox, endpoint, program)
          .measure(measures.performance().get())
          .ifPresent(judgement::performance);
    }
    boolean unharmed = program.alive() && program.soFar().end() == CommandResult.End.EXITED;
    return ended || unharmed ? Optional.empty() : Optional.of(before);
  }

  /** Whose end is not its own tells little; the limit that it was killed for tells all. */
  private Optional<String> overLimit(CommandResult ended) {
    return switch (ended.end()) {
      case EXITED, TIMED_OUT -> Optional.empty();
      case OUTPUT_LIMIT, RESOURCE_LIMIT ->
          Optional.of("the program " + ended.describe(limits.start()));
    };
  }

  /** A limit comes first: contracts that the killed program did not answer only follow from it. */
  private static StageOutcome health(
      Map<String, ContractResult> contracts,
      Map<String, ContractResult> vectors,
      Optional<String> overLimit,
      Optional<String> gone,
      CommandResult ended) {
    List<Failure> failures = new ArrayList<>();
    contracts.forEach((name, result) -> addFailed("contract " + name, result, failures));
    vectors.forEach((name, result) -> addFailed("spec vector " + name, result, failures));
    int failed = failures.size();
    Optional<String> end = overLimit.or(() -> gone);
    end.ifPresent(
        it -> failures.add(SourceMap.failure("health", it, Optional.empty(), Optional.empty())));
    if (failures.isEmpty()) {
      return StageOutcome.PASSED;
    }
    String summary =
        failed == 0
            ? failures.getFirst().error()
            : overLimit.map(it -> it + "; ").orElse("")
                + failed
                + " of "
                + Text.plural(contracts.size() + vectors.size(), "contract")
                + " failed: "
                + failures.getFirst().test()
                + ": "
                + failures.getFirst().error();
    return StageOutcome.failed(summary, failures, Optional.of(ended));
  }

  private static void addFailed(String name, ContractResult result, List<Failure> failures) {
    if (!result.passed()) {
      failures.add(
          SourceMap.failure(
              name, result.error().orElse("failed"), Optional.empty(), Optional.empty()));
    }
  }

  private boolean stage(Stage stage, StageWork work) throws IOException, InterruptedException {
    listener.stageStarted(stage);
    long started = System.nanoTime();
    StageOutcome outcome = work.run();
    finish(stage, outcome, Duration.ofNanos(System.nanoTime() - started), outcome.log());
    return outcome.passed();
  }

  private void finish(
      Stage stage, StageOutcome outcome, Duration took, Optional<StageLog> printed) {
    judgement.finished(stage, outcome, took);
    printed.ifPresent(it -> listener.stageLogged(stage, it));
    listener.stageFinished(stage, outcome.passed(), took);
  }

  private interface StageWork {
    StageOutcome run() throws IOException, InterruptedException;
  }
}
