package dev.cambrian.server.bench;

import dev.cambrian.server.CambrianMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The JVM of {@code ./cambrian rig}: with this one's options, but the class cache that the launcher
 * has made for the rig.
 *
 * @param cache that a JVM really takes; empty where it takes none
 */
record RigProgram(Optional<Path> cache) {
  private static final String CACHE_OPTION = "-XX:AOTCache=";

  /**
   * As the launcher of this checkout starts it: with the rig's cache, else with that of all
   * commands, else with none.
   *
   * @param directory for what the trials print
   */
  static RigProgram ofLauncher(Path directory) throws IOException, InterruptedException {
    Path launcher = Path.of(System.getProperty("cambrian.root", ""), "target", "launcher");
    return of(List.of(launcher.resolve("rig.aot"), launcher.resolve("cambrian.aot")), directory);
  }

  /** With the first cache that a JVM takes for this class path. */
  static RigProgram of(List<Path> caches, Path directory) throws IOException, InterruptedException {
    for (Path cache : caches) {
      if (Files.isRegularFile(cache) && isTaken(cache, directory)) {
        return new RigProgram(Optional.of(cache));
      }
    }
    return new RigProgram(Optional.empty());
  }

  /** A JVM that must use the cache does not start where it cannot. */
  private static boolean isTaken(Path cache, Path directory)
      throws IOException, InterruptedException {
    List<String> options = options(Optional.of(cache));
    options.add("-XX:AOTMode=on");
    Path output = directory.resolve("cache.log");
    return start(options, output, List.of("--version")).start().waitFor() == 0;
  }

  /** Not started yet; its output goes to that file. */
  ProcessBuilder judging(Path output, List<String> arguments) {
    return start(options(cache), output, arguments);
  }

  /** Which cache was in force. */
  String note() {
    return cache
        .map(it -> "class cache " + it.getFileName())
        .orElse("no class cache: ./cambrian rig makes one");
  }

  private static ProcessBuilder start(List<String> options, Path output, List<String> arguments) {
    List<String> line = new ArrayList<>(List.of("rig"));
    line.addAll(arguments);
    return ChildJvm.of(options, CambrianMain.class, output, line);
  }

  private static List<String> options(Optional<Path> cache) {
    List<String> options = new ArrayList<>(ChildJvm.options());
    options.removeIf(option -> option.startsWith(CACHE_OPTION));
    cache.ifPresent(it -> options.add(CACHE_OPTION + it));
    return options;
  }
}
