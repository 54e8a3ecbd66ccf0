package dev.cambrian.rig;

import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.verdict.Stage;
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
import java.util.concurrent.Executor;

/** One run of the rig. */
final class RigRun {
  private final Assignment assignment;
  private final HealthChecks.Endpoint endpoint;
  private final RigLimits limits;
  private final SandboxFactory sandboxes;
  private final Scratch scratch;
  private final Judgement judgement;
  private final VerificationListener listener;
  private final Spec spec;
  private final Kit kit;

  /** Where the next stage's command is going to run; it gets ready while the stage before runs. */
  private Optional<Sandbox.Place> prepared = Optional.empty();

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
    ManifestStage manifest = new ManifestStage(assignment, scratch, kit);
    try (Opening opening = new Opening(CompletableFuture.supplyAsync(this::open, background))) {
      if (stage(Stage.MANIFEST, () -> manifest.run(judgement))) {
        runCommands(opening.opened(), manifest.copy());
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
      return new Opened(sandbox, sandbox.place(scratch.work()), toolbox);
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
    boolean built =
        stage(
            Stage.BUILD,
            () ->
                new BuildStage(spec.entry(), kit, limits, scratch, sandbox)
                    .run(opened.build(), copy, sources, () -> prepareTests(sandbox)));
    if (!built) {
      return;
    }
    Sandbox.Place tests = prepared.orElseThrow();
    prepared = Optional.empty();
    stage(
        Stage.TEST,
        () ->
            new TestStage(spec.entry(), kit, limits, scratch, sandbox)
                .run(
                    tests,
                    copy,
                    sources,
                    opened.toolbox(),
                    judgement,
                    () -> prepareStart(sandbox, copy)));
    sandbox.requireFree(endpoint.port());
    if (prepared.isEmpty()) {
      prepareStart(sandbox, copy);
    }
    serve(sandbox, prepared.orElseThrow());
  }

  private void prepareTests(Sandbox sandbox) {
    prepared = Optional.of(sandbox.place(sandbox.testDirectory()));
  }

  private void prepareStart(Sandbox sandbox, WorkingCopy copy) throws InterruptedException {
    prepared = Optional.of(sandbox.serverPlace(copy.root()));
  }

  private void serve(Sandbox sandbox, Sandbox.Place place)
      throws IOException, InterruptedException {
    HealthChecks checks =
        new HealthChecks(sandbox, endpoint, assignment.generation(), limits.contract());
    listener.stageStarted(Stage.START);
    long started = System.nanoTime();
    RunningCommand program =
        place.start(
            new ShellCommand(spec.entry().start(), Map.of(), limits.start()), limits.outputBytes());
    Optional<String> notReady = new Readiness(program, checks, limits.start()).await(started);
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    if (notReady.isPresent()) {
      CommandResult ended = program.stop(limits.stop());
      sandbox.sweep();
      String why = overLimit(ended).orElse(notReady.get());
      finish(Stage.START, StageOutcome.failed("start", why, Optional.of(ended)), took);
      return;
    }
    finish(Stage.START, StageOutcome.PASSED, took);
    listener.stageStarted(Stage.HEALTH);
    started = System.nanoTime();
    Map<String, ContractResult> contracts = checks.evaluate(spec.contracts());
    Map<String, ContractResult> vectors = checks.evaluate(spec.vectors());
    Map<String, ContractResult> baseline = checks.evaluate(assignment.baseline());
    judgement.health(contracts, vectors, baseline);
    Optional<String> gone = new Readiness(program, checks, limits.contract()).stillThere();
    took = Duration.ofNanos(System.nanoTime() - started);
    CommandResult ended = program.stop(limits.stop());
    sandbox.sweep();
    finish(Stage.HEALTH, health(contracts, vectors, overLimit(ended).or(() -> gone), ended), took);
  }

  /** Whose end is not its own tells little; the limit that it was killed for tells all. */
  private Optional<String> overLimit(CommandResult ended) {
    return switch (ended.end()) {
      case EXITED, TIMED_OUT -> Optional.empty();
      case OUTPUT_LIMIT, RESOURCE_LIMIT ->
          Optional.of("the program was stopped: " + ended.describe(limits.start()));
    };
  }

  private static StageOutcome health(
      Map<String, ContractResult> contracts,
      Map<String, ContractResult> vectors,
      Optional<String> gone,
      CommandResult ended) {
    List<Failure> failures = new ArrayList<>();
    contracts.forEach((name, result) -> addFailed("contract " + name, result, failures));
    vectors.forEach((name, result) -> addFailed("spec vector " + name, result, failures));
    int failed = failures.size();
    gone.ifPresent(
        it -> failures.add(SourceMap.failure("health", it, Optional.empty(), Optional.empty())));
    if (failures.isEmpty()) {
      return StageOutcome.PASSED;
    }
    String summary =
        failed == 0
            ? failures.getFirst().error()
            : failed
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
    finish(stage, outcome, Duration.ofNanos(System.nanoTime() - started));
    return outcome.passed();
  }

  private void finish(Stage stage, StageOutcome outcome, Duration took) {
    judgement.finished(stage, outcome, took);
    listener.stageFinished(stage, outcome.passed(), took);
  }

  private interface StageWork {
    StageOutcome run() throws IOException, InterruptedException;
  }
}
