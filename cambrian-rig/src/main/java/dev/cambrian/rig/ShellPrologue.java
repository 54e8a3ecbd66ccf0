package dev.cambrian.rig;

import java.util.List;

/** Limits that every command of an artifact starts under. */
final class ShellPrologue {
  private ShellPrologue() {}

  /**
   * The command line of a script.
   *
   * @param countProcesses whether the number of processes is limited: only in a user namespace of
   *     its own, elsewhere it would count everything else of that user
   */
  static List<String> wrap(String script, long fileBytes, boolean countProcesses) {
    String processes =
        countProcesses ? "ulimit -u 2048 2>/dev/null || ulimit -p 2048 2>/dev/null; " : "";
    return List.of(
        "/bin/sh",
        "-c",
        "ulimit -c 0; ulimit -n 4096 2>/dev/null; ulimit -f "
            + fileBytes / 512
            + " 2>/dev/null; "
            + processes
            + "exec /bin/sh -c \"$1\"",
        "sh",
        script);
  }
}
