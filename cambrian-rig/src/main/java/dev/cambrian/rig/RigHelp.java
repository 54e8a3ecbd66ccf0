package dev.cambrian.rig;

import org.apache.commons.cli.Option;

/** The rig's help, in the shape that the other commands' has. */
final class RigHelp {
  private static final int WIDTH = 80;
  private static final int COLUMN = 28;
  private static final String CONTINUED = " ".repeat(COLUMN + 2);

  private RigHelp() {}

  /** For the rig as the program or command of that name. */
  static String text(String name) {
    StringBuilder help = new StringBuilder("Usage: " + name + " [OPTION]... --spec=FILE DIR\n");
    help.append(wrapped("", RigCommand.DESCRIPTION, ""));
    entry(help, "      DIR", "The artifact; it is never written to.");
    for (Option option : RigOptions.ALL) {
      entry(help, spelling(option), option.getDescription());
    }
    return help.append(
            """

            Exit codes: 0 viable, 1 non-viable, 2 usage or bad input, 3 no verdict for a
            reason outside the artifact. CAMBRIAN_DEBUG=1 shows where a defect comes from.

            Examples:
            """)
        .append("  ")
        .append(name)
        .append(" ./artifact --spec my-spec.md\n")
        .toString();
  }

  private static String spelling(Option option) {
    String before = option.getOpt() == null ? "      " : "  -" + option.getOpt() + ", ";
    return before + RigOptions.usage(option);
  }

  private static void entry(StringBuilder help, String spelling, String description) {
    if (spelling.length() < COLUMN) {
      String first = spelling + " ".repeat(COLUMN - spelling.length());
      help.append(wrapped(first, description, CONTINUED));
    } else {
      help.append(spelling).append('\n');
      help.append(wrapped(" ".repeat(COLUMN), description, CONTINUED));
    }
  }

  /** The words in lines of the width, the first after {@code first}, the others indented. */
  private static String wrapped(String first, String words, String indent) {
    StringBuilder text = new StringBuilder();
    StringBuilder line = new StringBuilder(first);
    String gap = "";
    for (String word : words.split(" ", -1)) {
      if (line.length() + gap.length() + word.length() > WIDTH) {
        text.append(line).append('\n');
        line = new StringBuilder(indent);
        gap = "";
      }
      line.append(gap).append(word);
      gap = " ";
    }
    return text.append(line).append('\n').toString();
  }
}
