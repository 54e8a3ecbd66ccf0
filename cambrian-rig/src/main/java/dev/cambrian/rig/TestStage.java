package dev.cambrian.rig;

import dev.cambrian.core.spec.Entry;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The test command, on a copy of what the build left. */
final class TestStage {
  private final Entry entry;
  private final Kit kit;
  private final RigLimits limits;
  private final Scratch scratch;
  private final Sandbox sandbox;

  TestStage(Entry entry, Kit kit, RigLimits limits, Scratch scratch, Sandbox sandbox) {
    this.entry = entry;
    this.kit = kit;
    this.limits = limits;
    this.scratch = scratch;
    this.sandbox = sandbox;
  }

  /**
   * Tests.
   *
   * @param place where the sandbox's test directory is the working directory
   * @param meanwhile what else to do once the command runs
   */
  StageOutcome run(
      Sandbox.Place place,
      WorkingCopy copy,
      SourceMap sources,
      Toolbox toolbox,
      Judgement judgement,
      Runnable meanwhile)
      throws IOException, InterruptedException {
    Path directory = sandbox.testDirectory();
    try {
      copy.enterTests(directory);
    } catch (TooMuchOutputException e) {
      return StageOutcome.failed("test", String.valueOf(e.getMessage()), Optional.empty())
          .over(e.limit());
    }
    scratch.keeper().clear(scratch.results());
    Map<String, String> environment = kit.beforeTests(command(), toolbox);
    RunningCommand tests =
        place.start(
            new ShellCommand(entry.test(), environment, limits.test()), limits.outputBytes());
    meanwhile.run();
    CommandResult run = tests.await(limits.test());
    sandbox.sweep();
    StageOutcome outcome = judge(run, copy, sources, judgement);
    copy.leaveTests(directory);
    return outcome;
  }

  private TestCommand command() {
    return new TestCommand(
        entry.test(),
        sandbox.testDirectory(),
        scratch.tools(),
        scratch.results(),
        sandbox::inside,
        scratch.keeper());
  }

  private StageOutcome judge(
      CommandResult run, WorkingCopy copy, SourceMap sources, Judgement judgement) {
    List<String> problems = new ArrayList<>();
    List<Failure> failures = new ArrayList<>();
    if (run.killed()) {
      killed(run, sources, judgement, problems, failures);
    } else {
      ended(run, sources, judgement, problems, failures);
    }
    List<String> changed = copy.changed(sandbox.testDirectory());
    if (!changed.isEmpty()) {
      problems.add(Changes.summary("test", changed));
      failures.addAll(Changes.failures("test", changed));
    }
    if (problems.isEmpty()) {
      return StageOutcome.PASSED;
    }
    String summary = String.join("; ", problems);
    return failures.isEmpty()
        ? StageOutcome.failed("test", summary, Optional.of(run))
        : StageOutcome.failed(summary, failures, Optional.of(run));
  }

  private void ended(
      CommandResult run,
      SourceMap sources,
      Judgement judgement,
      List<String> problems,
      List<Failure> failures) {
    Optional<TestResults> results = Optional.empty();
    try {
      results = kit.results(command(), run, sources);
    } catch (JUnitXml.UnreadableResultsException e) {
      problems.add(
          "the test results cannot be read: " + Text.cut(String.valueOf(e.getMessage()), 200));
    }
    if (results.isPresent()) {
      judgement.tests(results.get().run(), results.get().passed());
      failures.addAll(results.get().failures());
      if (results.get().passed() < results.get().run()) {
        problems.add(
            (results.get().run() - results.get().passed())
                + " of "
                + Text.plural(results.get().run(), "test")
                + " failed");
      }
    }
    if (!run.succeeded()) {
      problems.add("the test command " + run.describe(limits.test()));
    }
    if (results.map(TestResults::run).orElse(0) == 0 && problems.isEmpty()) {
      problems.add("the test command succeeded but ran no test");
    } else if (results.map(TestResults::run).orElse(0) == 0) {
      problems.add("no test ran");
    }
  }

  /** A killed run has failed, whatever it told; what it told says where to look. */
  private void killed(
      CommandResult run,
      SourceMap sources,
      Judgement judgement,
      List<String> problems,
      List<Failure> failures) {
    KilledRun told = kit.killed(command(), run, sources);
    KilledRun all = written(run, sources).map(told::withEnded).orElse(told);
    TestResults results =
        all.results(
            run.end() == CommandResult.End.TIMED_OUT
                ? "did not end within " + Text.seconds(limits.test())
                : "ran when the test command was killed");
    if (!all.silent()) {
      judgement.tests(results.run(), results.passed());
    }
    failures.addAll(results.failures());
    problems.add("the test command " + run.describe(limits.test()) + all.describe());
  }

  /** The results that it had written; a file that it was in the midst of tells nothing. */
  private Optional<TestResults> written(CommandResult run, SourceMap sources) {
    try {
      return kit.results(command(), run, sources);
    } catch (JUnitXml.UnreadableResultsException cutShort) {
      return Optional.empty();
    }
  }
}
