package dev.cambrian.server.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Programs of this jar as processes of their own, with the options of this JVM: what is measured
 * from {@code ./cambrian bench} is what {@code ./cambrian} gives its users.
 */
final class ChildJvm {
  private static final List<String> NOT_INHERITED =
      List.of("-agentlib:", "-agentpath:", "-javaagent:", "-XX:AOTCacheOutput", "-XX:AOTMode");

  private ChildJvm() {}

  /** Not started yet; its output goes to that file. */
  static ProcessBuilder of(Class<?> main, Path output, List<String> arguments) {
    return of(options(), main, output, arguments);
  }

  /** The same with other options. */
  static ProcessBuilder of(
      List<String> options, Class<?> main, Path output, List<String> arguments) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(options);
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    line.addAll(arguments);
    return new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile());
  }

  /** Those that the launcher gives a server beside its others; none without the launcher. */
  static List<String> serving() {
    List<String> options = new ArrayList<>(options());
    Optional.ofNullable(System.getProperty("cambrian.serve.options"))
        .ifPresent(told -> options.addAll(List.of(told.split(" ", -1))));
    Optional.ofNullable(System.getProperty("cambrian.serve.compiles"))
        .ifPresent(file -> options.add("-XX:CompilerDirectivesFile=" + file));
    return options;
  }

  /** Of this JVM. */
  static List<String> options() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> NOT_INHERITED.stream().noneMatch(option::startsWith))
        .toList();
  }

  /** Waits for the process to end well. */
  static void await(Process process, String what, Path output)
      throws IOException, InterruptedException {
    int exit = process.waitFor();
    if (exit != 0) {
      throw new BenchException("%s ended with %d: %s".formatted(what, exit, lastLine(output)));
    }
  }

  private static String lastLine(Path output) throws IOException {
    String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
    try (Stream<String> lines = text.lines()) {
      return lines.filter(line -> !line.isBlank()).reduce("", (before, last) -> last);
    }
  }
}
