package dev.cambrian.server.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "campaign",
    mixinStandardHelpOptions = true,
    description = {
      "Plans campaigns that evolve a specification, looks at them and steers them.",
      "campaign plan|list|show|compare|export|replay|pause|resume|cancel."
    })
final class CampaignCommand implements Runnable {
  @Spec private CommandSpec command = CommandSpec.create();

  /** With its subcommands. */
  static CommandLine line(Session session) {
    return new CommandLine(new CampaignCommand())
        .addSubcommand(new CampaignPlanCommand(session))
        .addSubcommand(new CampaignListCommand(session))
        .addSubcommand(new CampaignShowCommand(session))
        .addSubcommand(new CampaignCompareCommand(session))
        .addSubcommand(new CampaignExportCommand(session))
        .addSubcommand(new CampaignReplayCommand(session))
        .addSubcommand(new CampaignSteering.Pause(session))
        .addSubcommand(new CampaignSteering.Resume(session))
        .addSubcommand(new CampaignSteering.Cancel(session));
  }

  @Override
  public void run() {
    throw new ParameterException(
        command.commandLine(),
        "Name what to do: plan, list, show, compare, export, replay, pause, resume or cancel");
  }
}
