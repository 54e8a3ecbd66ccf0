package dev.cambrian.server;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The {@code cambrian} command. Its exit codes: 0 done or viable, 1 non-viable or a defect found, 2
 * called in a way that it does not know, 3 something around it failed, 130 interrupted.
 */
@Command(
    name = "cambrian",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = "Grows a specification into a verified, promoted generation.",
    footer = {
      "",
      "Exit codes: 0 done or viable, 1 non-viable or a defect found, 2 usage or bad input,",
      "3 disk, database, sandbox, model or program failed, 130 interrupted.",
      "CAMBRIAN_DEBUG=1 shows where an error comes from."
    })
public final class CambrianCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  CambrianCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name a command");
  }
}
