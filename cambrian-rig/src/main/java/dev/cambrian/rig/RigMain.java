package dev.cambrian.rig;

import java.io.PrintWriter;
import picocli.CommandLine;

/** The rig as a program of its own. */
public final class RigMain {
  private RigMain() {}

  public static void main(String[] args) {
    HeadStart.begin(args);
    System.exit(run(args));
  }

  /** Runs the command and gives its exit code. */
  static int run(String... args) {
    CommandLine commandLine =
        new CommandLine(new RigCommand())
            .setParameterExceptionHandler(
                (e, _) -> {
                  PrintWriter err = e.getCommandLine().getErr();
                  err.println("cambrian-rig: " + Text.oneLine(String.valueOf(e.getMessage())));
                  err.println("try cambrian-rig --help");
                  return RigCommand.USAGE;
                });
    try {
      return commandLine.execute(args);
    } catch (Throwable e) {
      return Defect.told("cambrian-rig", e, commandLine.getErr());
    }
  }
}
