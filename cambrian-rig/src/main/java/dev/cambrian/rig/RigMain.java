package dev.cambrian.rig;

import picocli.CommandLine;

/** The rig as a program of its own. */
public final class RigMain {
  private RigMain() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs the command and gives its exit code. */
  static int run(String... args) {
    return new CommandLine(new RigCommand())
        .setParameterExceptionHandler(
            (e, _) -> {
              e.getCommandLine().getErr().println("cambrian-rig: " + e.getMessage());
              e.getCommandLine().getErr().println("try cambrian-rig --help");
              return RigCommand.USAGE;
            })
        .execute(args);
  }
}
