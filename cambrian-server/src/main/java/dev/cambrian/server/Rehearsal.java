package dev.cambrian.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs in one JVM what users run most, so that a JVM told to make a class cache sees what they
 * need. Arguments: a shipped spec with a recording and an empty directory for its home; or {@code
 * serve} and such a directory.
 */
public final class Rehearsal {
  private Rehearsal() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    if (args[0].equals("serve")) {
      ServeRehearsal.run(args[1]);
      System.exit(0);
    }
    String spec = args[0];
    Path home = Path.of(args[1]);
    String at = home.toString();
    run("grow", spec, "--llm", "replay", "--home", at);
    for (Path artifact : artifacts(home)) {
      String report = home.resolve("viability-report.json").toString();
      run("rig", artifact.toString(), "--spec", spec, "--report", report);
    }
    run("log", "--home", at);
    run("show", "1", "--home", at);
    run("verify", "--home", at);
    System.exit(0);
  }

  private static void run(String... command) {
    int code = CambrianMain.run(command);
    System.err.println(String.join(" ", command) + ": " + code);
  }

  private static List<Path> artifacts(Path home) throws IOException {
    Path all = home.resolve("artifacts");
    if (!Files.isDirectory(all)) {
      return List.of();
    }
    try (Stream<Path> listed = Files.list(all)) {
      return listed.limit(1).toList();
    }
  }
}
