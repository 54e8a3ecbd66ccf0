package dev.cambrian.server;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code cambrian} command; its exit codes are those of {@code cli.ExitStatus}. */
@Command(
    name = "cambrian",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = "Grows a specification into a verified, promoted generation.",
    footer = {
      "",
      "'cambrian help COMMAND' tells its options and shows examples.",
      "With --json a command that fails ends its output with {\"event\":\"result\",\"error\":…,\"exit\":…}.",
      "CAMBRIAN_DEBUG=1 shows where an error comes from."
    })
public final class CambrianCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  CambrianCommand() {}

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getErr());
    throw new ParameterException(spec.commandLine(), "Name a command");
  }
}
