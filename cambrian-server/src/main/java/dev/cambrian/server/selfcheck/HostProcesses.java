package dev.cambrian.server.selfcheck;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The processes of this machine, those in sandboxes and containers included. */
final class HostProcesses {
  private HostProcesses() {}

  /**
   * Those whose file below {@code /proc} has that text, this process and its ancestors aside; none
   * where there is no {@code /proc}.
   *
   * @param file such as {@code cmdline}
   */
  static List<String> mentioning(String file, String text) {
    List<String> found = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        if (!isOwn(process) && read(process.resolve(file)).contains(text)) {
          found.add(
              "process %s: %s"
                  .formatted(
                      process.getFileName(),
                      read(process.resolve("cmdline")).replace('\0', ' ').strip()));
        }
      }
    } catch (IOException noProc) {
      return List.of();
    }
    return found;
  }

  private static boolean isOwn(Path process) {
    long id = Long.parseLong(process.getFileName().toString());
    for (var each = java.util.Optional.of(ProcessHandle.current());
        each.isPresent();
        each = each.get().parent()) {
      if (each.get().pid() == id) {
        return true;
      }
    }
    return false;
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException gone) {
      return "";
    }
  }
}
