package dev.cambrian.rig;

import dev.cambrian.core.artifact.ArtifactFile;
import dev.cambrian.core.verdict.ViabilityReport.CanaryCheck;
import dev.cambrian.rig.WorkingCopy.InTheWayException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Shows that the artifact's test runner tells the truth: the test command runs once more, on one
 * more copy of what the build left, with a test of the rig's own that must fail and one that must
 * pass. Their names and values are new each time. Only a runner that reports the one as failed, the
 * other as passed, and ends with another exit code than 0 is believed.
 *
 * <p>It shows nothing of a runner that treats the artifact's own tests otherwise than those it does
 * not know.
 */
final class Canary {
  private final TestRun tests;

  Canary(TestRun tests) {
    this.tests = tests;
  }

  /** What is wrong, and the run that showed it. */
  private record Finding(Optional<String> fault, Optional<CommandResult> run) {}

  /**
   * Tests the runner after the artifact's own tests have passed.
   *
   * @param place where the sandbox's test directory is the working directory
   * @param meanwhile what else to do once the command runs
   */
  StageOutcome run(Sandbox.Place place, Judgement judgement, Runnable meanwhile)
      throws IOException, InterruptedException {
    long started = System.nanoTime();
    Finding finding = copied(place, judgement, meanwhile);
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    judgement.canary(new CanaryCheck(finding.fault().isEmpty(), took.toMillis(), finding.fault()));
    return finding
        .fault()
        .map(it -> StageOutcome.failed("canary", "canary: " + it, finding.run()))
        .orElse(StageOutcome.PASSED);
  }

  private Finding copied(Sandbox.Place place, Judgement judgement, Runnable meanwhile)
      throws IOException, InterruptedException {
    try {
      tests.copy().enterTests(tests.directory());
    } catch (TooMuchOutputException e) {
      return new Finding(Optional.of(String.valueOf(e.getMessage())), Optional.empty());
    }
    Finding finding;
    try {
      finding = tried(place, judgement, meanwhile);
    } catch (InTheWayException e) {
      finding = new Finding(Optional.of(String.valueOf(e.getMessage())), Optional.empty());
    }
    tests.copy().leaveTests(tests.directory());
    return finding;
  }

  private Finding tried(Sandbox.Place place, Judgement judgement, Runnable meanwhile)
      throws IOException, InterruptedException, InTheWayException {
    CanaryTests added =
        tests
            .kit()
            .canary(
                new CanaryGround(
                    tests.directory(),
                    tests.copy().files().stream().map(ArtifactFile::path).toList(),
                    tests.entry().test()),
                new CanaryNames());
    tests.copy().addToTests(tests.directory(), added.files());
    CommandResult run = tests.in(place, meanwhile);
    return new Finding(fault(run, added, judgement), Optional.of(run));
  }

  private Optional<String> fault(CommandResult run, CanaryTests added, Judgement judgement) {
    if (run.killed()) {
      return Optional.of("the test command " + run.describe(tests.limits().test()));
    }
    try {
      return tests
          .kit()
          .sightings(tests.command(), run, tests.sources(), added, judgement.testsRun())
          .fault(added, run);
    } catch (JUnitXml.UnreadableResultsException e) {
      return Optional.of(
          "the test results cannot be read: " + Text.cut(String.valueOf(e.getMessage()), 200));
    }
  }
}
