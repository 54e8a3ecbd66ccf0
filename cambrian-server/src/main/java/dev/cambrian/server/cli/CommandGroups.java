package dev.cambrian.server.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Lists the commands in the help by what somebody wants to do. */
final class CommandGroups {
  /** Those that are named by none stand at the end. */
  private static final String REST = "More";

  private static final Map<String, List<String>> GROUPS = groups();

  private CommandGroups() {}

  private static Map<String, List<String>> groups() {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    groups.put("Start here", List.of("doctor", "grow", "reproduce", "serve"));
    groups.put(
        "Look",
        List.of("log", "show", "diff", "checkout", "lineage", "report", "watch", "sql", "prices"));
    groups.put("Check and keep", List.of("rig", "verify", "replay", "export", "import", "rebuild"));
    groups.put(
        "Improve a specification",
        List.of("spec", "rate", "evolve", "campaign", "simulate", "examine", "redteam"));
    groups.put("Run what was grown", List.of("organism"));
    groups.put("This machine", List.of("selfcheck", "bench", "completion"));
    return groups;
  }

  /** Puts them so into the help of a command line that has all of them. */
  static void show(CommandLine line) {
    line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, CommandGroups::list);
    line.getCommandSpec().usageMessage().commandListHeading("");
  }

  private static String list(Help help) {
    Map<String, Help> left = new LinkedHashMap<>(help.subcommands());
    int widest = left.keySet().stream().mapToInt(String::length).max().orElse(0);
    StringBuilder text = new StringBuilder();
    GROUPS.forEach(
        (heading, names) -> {
          Map<String, Help> group = new LinkedHashMap<>();
          names.forEach(
              name -> {
                Help command = left.remove(name);
                if (command != null) {
                  group.put(name, command);
                }
              });
          append(text, help, heading, group, widest);
        });
    append(text, help, REST, left, widest);
    return text.toString();
  }

  private static void append(
      StringBuilder text, Help help, String heading, Map<String, Help> group, int widest) {
    if (group.isEmpty()) {
      return;
    }
    Help.TextTable table =
        Help.TextTable.forColumns(
            help.colorScheme(),
            new Help.Column(widest + 2, 2, Help.Column.Overflow.SPAN),
            new Help.Column(
                help.commandSpec().usageMessage().width() - widest - 2,
                2,
                Help.Column.Overflow.WRAP));
    group.forEach(
        (name, command) ->
            table.addRowValues(help.colorScheme().commandText(name), header(help, command)));
    text.append(System.lineSeparator()).append(heading).append(System.lineSeparator());
    table.toString(text);
  }

  /** The first sentence of what it does. */
  private static Help.Ansi.Text header(Help help, Help command) {
    UsageMessageSpec usage = command.commandSpec().usageMessage();
    String[] lines = usage.header().length > 0 ? usage.header() : usage.description();
    return help.colorScheme().text(lines.length == 0 ? "" : lines[0]);
  }
}
