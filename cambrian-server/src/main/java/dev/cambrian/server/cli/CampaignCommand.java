package dev.cambrian.server.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "campaign",
    mixinStandardHelpOptions = true,
    description = "Works on campaigns that evolve a specification.")
final class CampaignCommand implements Runnable {

  @Spec private CommandSpec command = CommandSpec.create();

  /** With its subcommands. */
  static CommandLine line(Session session) {
    return new CommandLine(new CampaignCommand()).addSubcommand(new CampaignPlanCommand(session));
  }

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "Name what to do: plan");
  }
}
