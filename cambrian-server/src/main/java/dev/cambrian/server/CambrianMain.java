package dev.cambrian.server;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The {@code cambrian} command; exits 0 when done, 2 when called in a way that it does not know.
 */
@Command(
    name = "cambrian",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = "Grows a specification into a verified, promoted generation.",
    subcommands = {})
public final class CambrianMain implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private CambrianMain() {}

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new CambrianMain()).execute(args));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name a command, or --help for all of them.");
  }
}
