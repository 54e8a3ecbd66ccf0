package dev.cambrian.rig;

import dev.cambrian.core.spec.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** What it takes to run the test command on a copy of what the build left. */
record TestRun(
    Entry entry,
    Kit kit,
    RigLimits limits,
    Scratch scratch,
    Sandbox sandbox,
    WorkingCopy copy,
    SourceMap sources,
    Toolbox toolbox) {

  /** Where the copy is. */
  Path directory() {
    return sandbox.testDirectory();
  }

  TestCommand command() {
    return new TestCommand(
        entry.test(),
        directory(),
        scratch.tools(),
        scratch.results(),
        sandbox::inside,
        scratch.keeper());
  }

  /**
   * Runs it to its end or its limit; nothing of it lives on.
   *
   * @param place where {@link #directory} is the working directory
   * @param meanwhile what else to do once the command runs
   */
  CommandResult in(Sandbox.Place place, Runnable meanwhile)
      throws IOException, InterruptedException {
    scratch.keeper().clear(scratch.results());
    Map<String, String> environment = kit.beforeTests(command(), toolbox);
    RunningCommand tests =
        place.start(
            new ShellCommand(entry.test(), environment, limits.test()), limits.outputBytes());
    meanwhile.run();
    CommandResult result = tests.await(limits.test());
    sandbox.sweep();
    return result;
  }
}
