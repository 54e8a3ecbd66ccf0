package dev.cambrian.rig;

import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The test command, on a copy of what the build left. */
final class TestStage {
  private final TestRun tests;

  TestStage(TestRun tests) {
    this.tests = tests;
  }

  /**
   * Tests.
   *
   * @param place where the sandbox's test directory is the working directory
   * @param meanwhile what else to do once the command runs
   */
  StageOutcome run(Sandbox.Place place, Judgement judgement, Runnable meanwhile)
      throws IOException, InterruptedException {
    try {
      tests.copy().enterTests(tests.directory());
    } catch (TooMuchOutputException e) {
      return StageOutcome.failed("test", String.valueOf(e.getMessage()), Optional.empty())
          .over(e.limit());
    }
    StageOutcome outcome = judge(tests.in(place, meanwhile), judgement);
    tests.copy().leaveTests(tests.directory());
    return outcome;
  }

  private StageOutcome judge(CommandResult run, Judgement judgement) {
    List<String> problems = new ArrayList<>();
    List<Failure> failures = new ArrayList<>();
    if (run.killed()) {
      killed(run, judgement, problems, failures);
    } else {
      ended(run, judgement, problems, failures);
    }
    List<String> changed = tests.copy().changed(tests.directory());
    if (!changed.isEmpty()) {
      problems.add(Changes.summary("test", changed));
      failures.addAll(Changes.failures("test", changed));
    }
    if (problems.isEmpty()) {
      return StageOutcome.passed(run);
    }
    String summary = String.join("; ", problems);
    return failures.isEmpty()
        ? StageOutcome.failed("test", summary, Optional.of(run))
        : StageOutcome.failed(summary, failures, Optional.of(run));
  }

  private void ended(
      CommandResult run, Judgement judgement, List<String> problems, List<Failure> failures) {
    Optional<TestResults> results = Optional.empty();
    try {
      results = tests.kit().results(tests.command(), run, tests.sources());
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
      problems.add("the test command " + run.describe(tests.limits().test()));
    }
    if (results.map(TestResults::run).orElse(0) == 0 && problems.isEmpty()) {
      problems.add("the test command succeeded but ran no test");
    } else if (results.map(TestResults::run).orElse(0) == 0) {
      problems.add("no test ran");
    }
  }

  /** A killed run has failed, whatever it told; what it told says where to look. */
  private void killed(
      CommandResult run, Judgement judgement, List<String> problems, List<Failure> failures) {
    KilledRun told = tests.kit().killed(tests.command(), run, tests.sources());
    KilledRun all = written(run).map(told::withEnded).orElse(told);
    TestResults results =
        all.results(
            run.end() == CommandResult.End.TIMED_OUT
                ? "did not end within " + Text.seconds(tests.limits().test())
                : "ran when the test command was killed");
    if (!all.silent()) {
      judgement.tests(results.run(), results.passed());
    }
    failures.addAll(results.failures());
    problems.add("the test command " + run.describe(tests.limits().test()) + all.describe());
  }

  /** The results that it had written; a file that it was in the midst of tells nothing. */
  private Optional<TestResults> written(CommandResult run) {
    try {
      return tests.kit().results(tests.command(), run, tests.sources());
    } catch (JUnitXml.UnreadableResultsException cutShort) {
      return Optional.empty();
    }
  }
}
