package dev.cambrian.server.cli;

import dev.cambrian.rig.RigCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The rig among the other commands; it reads its command line itself. */
@Command(name = Cli.RIG, description = RigCommand.DESCRIPTION)
final class RigEntry implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(arity = "0..*", description = "What the rig is called with.")
  private List<String> arguments = new ArrayList<>();

  private RigEntry() {}

  /** Hands on whatever stands after its name as it is. */
  static CommandLine command() {
    return new CommandLine(new RigEntry())
        .setUnmatchedOptionsArePositionalParams(true)
        .setStopAtPositional(true)
        .setEndOfOptionsDelimiter("\0");
  }

  @Override
  public Integer call() {
    CommandLine line = spec.commandLine();
    return new RigCommand(spec.qualifiedName(), line.getOut(), line.getErr())
        .run(arguments.toArray(String[]::new));
  }
}
