package dev.cambrian.server.selfcheck;

import dev.cambrian.server.CambrianMain;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The same command line once more, in a process whose environment has the {@link Canary}: a process
 * cannot plant it in its own.
 */
final class SecondProcess {
  private static final List<String> NOT_INHERITED =
      List.of("-agentlib:", "-agentpath:", "-javaagent:", "-XX:AOTCacheOutput", "-XX:AOTMode");
  private static final long FAREWELL_SECONDS = 20;

  private SecondProcess() {}

  /** Waits for its end, and ends it where this process is ended. */
  static int run(Canary canary, List<String> arguments) throws InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> NOT_INHERITED.stream().noneMatch(option::startsWith))
        .forEach(line::add);
    line.addAll(
        List.of("-cp", System.getProperty("java.class.path"), CambrianMain.class.getName()));
    line.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(line).inheritIO();
    canary.plant(builder.environment());
    try {
      Process process = builder.start();
      Thread end = new Thread(() -> end(process), "selfcheck-end");
      Runtime.getRuntime().addShutdownHook(end);
      try {
        return process.waitFor();
      } finally {
        end(process);
        removeHook(end);
      }
    } catch (IOException e) {
      throw new SelfcheckException("cannot start Java again: " + e.getMessage(), e);
    }
  }

  private static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(FAREWELL_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException endingAlready) {
      // Then it has run, or does so now.
      return;
    }
  }
}
