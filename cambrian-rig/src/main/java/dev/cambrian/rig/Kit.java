package dev.cambrian.rig;

import dev.cambrian.core.artifact.ArtifactFile;
import dev.cambrian.core.spec.Entry;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the rig knows of one toolchain beyond the spec's commands. */
sealed interface Kit permits JavaKit, PythonKit, NodeKit {
  static Kit of(dev.cambrian.core.spec.Toolchain toolchain) {
    return switch (toolchain) {
      case JAVA -> new JavaKit();
      case PYTHON -> new PythonKit();
      case NODE -> new NodeKit();
    };
  }

  /** Extensions of source files, with the dot. */
  List<String> extensions();

  /** What is wrong before any command runs. */
  default List<Failure> precheck(List<ArtifactFile> files, Entry entry) {
    return List.of();
  }

  /**
   * A command that checks the syntax of every source file without running any; empty where the
   * build does that.
   *
   * @param tools directory of the rig that commands can read
   * @param inside how they see it
   */
  default Optional<String> syntaxGate(List<ArtifactFile> files, Path tools, String inside)
      throws IOException {
    return Optional.empty();
  }

  /** What the gate's output says, one failure per place. */
  default List<Failure> gateErrors(CommandResult result, SourceMap sources) {
    return List.of();
  }

  /** What one of {@link #buildErrors} is called. */
  default String buildErrorName() {
    return "compiler error";
  }

  /** What the build's output says of errors in source files. */
  default List<Failure> buildErrors(CommandResult result, SourceMap sources) {
    return List.of();
  }

  /**
   * Removes older results and says what the test command's environment needs so that the runner
   * writes new ones.
   */
  Map<String, String> beforeTests(TestCommand tests, Toolbox toolbox) throws IOException;

  /** Reads the results; empty where there are none. */
  Optional<TestResults> results(TestCommand tests, CommandResult run, SourceMap sources)
      throws JUnitXml.UnreadableResultsException;

  /** What a test command that was killed told before, results apart. */
  KilledRun killed(TestCommand tests, CommandResult run, SourceMap sources);

  /** Sums cases up. */
  static TestResults sum(List<JUnitXml.Case> cases, CaseLocator locator) {
    int run = 0;
    int passed = 0;
    List<Failure> failures = new ArrayList<>();
    for (JUnitXml.Case it : cases) {
      switch (it.outcome()) {
        case SKIPPED -> {}
        case PASSED -> {
          run++;
          passed++;
        }
        case FAILED -> {
          run++;
          if (failures.size() < TestResults.MAX_FAILURES) {
            failures.add(locator.failure(it));
          }
        }
      }
    }
    return new TestResults(run, passed, failures, "JUnit XML");
  }

  /** Turns a failed case into a failure with its place. */
  interface CaseLocator {
    Failure failure(JUnitXml.Case failed);
  }
}
