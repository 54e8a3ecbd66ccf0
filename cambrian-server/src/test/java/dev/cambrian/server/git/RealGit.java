package dev.cambrian.server.git;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The git program, as a second opinion on a repository. */
public final class RealGit {

  private final Path directory;

  public RealGit(Path directory) {
    this.directory = directory;
  }

  /** What it printed, both streams; an exit code above 0 is an error. */
  public String run(String... arguments) {
    return runWith("", arguments);
  }

  /** The same, which reads that. */
  public String runWith(String input, String... arguments) {
    List<String> command = new ArrayList<>(List.of("git", "--git-dir", directory.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
    builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
    builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
    builder.environment().put("LC_ALL", "C");
    for (String who : List.of("AUTHOR", "COMMITTER")) {
      builder.environment().put("GIT_" + who + "_NAME", "x");
      builder.environment().put("GIT_" + who + "_EMAIL", "x@localhost");
    }
    try {
      Process process = builder.start();
      try (OutputStream in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int exit = process.waitFor();
      if (exit != 0) {
        throw new AssertionError(command + " ended with " + exit + ": " + output);
      }
      return output;
    } catch (IOException e) {
      throw new AssertionError("git did not run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  public List<String> lines(String... arguments) {
    return run(arguments).lines().toList();
  }

  public List<String> refs() {
    return lines("for-each-ref", "--format=%(refname) %(objecttype)");
  }
}
