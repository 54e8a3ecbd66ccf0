package dev.cambrian.server;

import dev.cambrian.rig.RigCommand;
import dev.cambrian.server.cli.Cli;
import dev.cambrian.server.log.LoggingOff;
import java.util.Arrays;

/** The {@code cambrian} program. */
public final class CambrianMain {
  private CambrianMain() {}

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** The rig is called often and has to start fast: the others' command line is not even loaded. */
  static int run(String... args) {
    LoggingOff.install();
    return args.length > 0 && args[0].equals(Cli.RIG)
        ? RigCommand.ofProcess("cambrian " + Cli.RIG).run(Arrays.copyOfRange(args, 1, args.length))
        : Cli.run(new CambrianCommand(), args);
  }
}
