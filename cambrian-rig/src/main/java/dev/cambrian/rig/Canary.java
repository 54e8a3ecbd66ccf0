package dev.cambrian.rig;

import dev.cambrian.core.artifact.ArtifactFile;
import dev.cambrian.core.spec.Entry;
import dev.cambrian.core.verdict.ViabilityReport.CanaryCheck;
import dev.cambrian.rig.WorkingCopy.InTheWayException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
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
  private final Entry entry;
  private final Kit kit;
  private final RigLimits limits;
  private final Scratch scratch;
  private final Sandbox sandbox;

  Canary(Entry entry, Kit kit, RigLimits limits, Scratch scratch, Sandbox sandbox) {
    this.entry = entry;
    this.kit = kit;
    this.limits = limits;
    this.scratch = scratch;
    this.sandbox = sandbox;
  }

  /** What is wrong, and the run that showed it. */
  private record Finding(Optional<String> fault, Optional<CommandResult> run) {}

  /**
   * Tests the runner after the artifact's own tests have passed.
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
    long started = System.nanoTime();
    Finding finding = copied(place, copy, sources, toolbox, judgement, meanwhile);
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    judgement.canary(new CanaryCheck(finding.fault().isEmpty(), took.toMillis(), finding.fault()));
    return finding
        .fault()
        .map(it -> StageOutcome.failed("canary", "canary: " + it, finding.run()))
        .orElse(StageOutcome.PASSED);
  }

  private Finding copied(
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
      return new Finding(Optional.of(String.valueOf(e.getMessage())), Optional.empty());
    }
    Finding finding;
    try {
      finding = tried(place, copy, sources, toolbox, judgement, meanwhile);
    } catch (InTheWayException e) {
      finding = new Finding(Optional.of(String.valueOf(e.getMessage())), Optional.empty());
    }
    copy.leaveTests(directory);
    return finding;
  }

  private Finding tried(
      Sandbox.Place place,
      WorkingCopy copy,
      SourceMap sources,
      Toolbox toolbox,
      Judgement judgement,
      Runnable meanwhile)
      throws IOException, InterruptedException, InTheWayException {
    Path directory = sandbox.testDirectory();
    CanaryTests added =
        kit.canary(
            new CanaryGround(
                directory, copy.files().stream().map(ArtifactFile::path).toList(), entry.test()),
            new CanaryNames());
    copy.addToTests(directory, added.files());
    TestCommand command =
        new TestCommand(
            entry.test(),
            directory,
            scratch.tools(),
            scratch.results(),
            sandbox::inside,
            scratch.keeper());
    scratch.keeper().clear(scratch.results());
    Map<String, String> environment = kit.beforeTests(command, toolbox);
    RunningCommand tests =
        place.start(
            new ShellCommand(entry.test(), environment, limits.test()), limits.outputBytes());
    meanwhile.run();
    CommandResult run = tests.await(limits.test());
    sandbox.sweep();
    return new Finding(fault(command, run, added, sources, judgement), Optional.of(run));
  }

  private Optional<String> fault(
      TestCommand command,
      CommandResult run,
      CanaryTests added,
      SourceMap sources,
      Judgement judgement) {
    if (run.killed()) {
      return Optional.of("the test command " + run.describe(limits.test()));
    }
    try {
      return kit.sightings(command, run, sources, added, judgement.testsRun()).fault(added, run);
    } catch (JUnitXml.UnreadableResultsException e) {
      return Optional.of(
          "the test results cannot be read: " + Text.cut(String.valueOf(e.getMessage()), 200));
    }
  }
}
