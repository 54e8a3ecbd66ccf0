package dev.cambrian.rig;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Limits that every command of an artifact starts under. */
final class ShellPrologue {
  /** Where the command has a user namespace of its own; elsewhere that counts all of its user. */
  private static final String FEW_PROCESSES =
      "ulimit -u 2048 2>/dev/null || ulimit -p 2048 2>/dev/null; ";

  /** One letter. */
  static final char READY = 'R';

  private ShellPrologue() {}

  /** The command line of a script. */
  static List<String> wrap(String script, long fileBytes) {
    return List.of("/bin/sh", "-c", limits(fileBytes) + "exec /bin/sh -c \"$1\"", "sh", script);
  }

  /**
   * The command line that sets the limits, prints {@link #READY} and then waits on its input for an
   * {@link #order}.
   */
  static List<String> waiting(long fileBytes) {
    return List.of(
        "/bin/sh", "-c", limits(fileBytes) + FEW_PROCESSES + "printf " + READY + "; . /dev/stdin");
  }

  /** What to write to one that waits, before its input is closed; where nothing comes it ends. */
  static byte[] order(ShellCommand command) {
    StringBuilder order = new StringBuilder();
    command
        .environment()
        .forEach(
            (name, value) ->
                order
                    .append("export ")
                    .append(name)
                    .append('=')
                    .append(quoted(value))
                    .append('\n'));
    order.append("eval ").append(quoted(command.script())).append('\n');
    return order.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String limits(long fileBytes) {
    return "ulimit -c 0; ulimit -n 4096 2>/dev/null; ulimit -f "
        + fileBytes / 512
        + " 2>/dev/null; ";
  }

  /** As one word of a shell. */
  static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
