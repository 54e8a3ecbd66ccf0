package dev.cambrian.rig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The fixed environment of the artifact's commands, and the pinned programs at the head of their
 * PATH. Nothing of the user's own environment or settings gets in.
 */
final class CommandEnvironment {
  private static final String SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin";
  private static final String EMPTY_SETTINGS =
      "<settings xmlns=\"http://maven.apache.org/SETTINGS/1.0.0\"/>\n";

  private CommandEnvironment() {}

  /**
   * Writes the tools into a directory, into its {@code bin} what is to be on the PATH, and gives
   * the environment that goes with them.
   *
   * @param inside how the commands see a path of the tools
   * @param home their home directory, as they see it
   * @param repository the Maven repository, as they see it
   */
  static Map<String, String> prepare(
      Toolbox toolbox,
      Path tools,
      int generation,
      Function<Path, String> inside,
      String home,
      Function<Path, String> repository)
      throws IOException {
    Path bin = tools.resolve("bin");
    List<String> path = new ArrayList<>();
    path.add(inside.apply(bin));
    toolbox.bins().forEach(dir -> path.add(dir.toString()));
    path.add(SYSTEM_PATH);
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("PATH", String.join(":", path));
    environment.put("HOME", home);
    environment.put("LANG", "C.UTF-8");
    environment.put("TZ", "UTC");
    environment.put("TERM", "dumb");
    environment.put("CAMBRIAN_GENERATION", String.valueOf(generation));
    toolbox.javaHome().ifPresent(it -> environment.put("JAVA_HOME", it.toString()));
    if (toolbox.maven().isPresent() && toolbox.mavenRepository().isPresent()) {
      Path settings = tools.resolve("settings.xml");
      Files.writeString(settings, EMPTY_SETTINGS);
      executable(
          bin.resolve("mvn"),
          mavenScript(
              toolbox.maven().get().toString(),
              inside.apply(settings),
              repository.apply(toolbox.mavenRepository().get())));
      environment.put("MAVEN_SKIP_RC", "1");
      environment.put("MAVEN_OPTS", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx512m");
    }
    if (toolbox.python().isPresent()) {
      environment.putAll(PythonPrograms.write(toolbox.python().get(), tools, inside));
    }
    return environment;
  }

  /**
   * Offline, from a repository that it never writes, with no settings of anyone. Naming another
   * tracking file lets the resolver take an artifact whatever mirror it once came from.
   */
  private static String mavenScript(String home, String settings, String repository) {
    return """
    #!/bin/sh
    exec '%s/bin/mvn' -o -B -ntp -Dstyle.color=never -s '%s' -gs '%s' '-Dmaven.repo.local=%s' \
    -Daether.enhancedLocalRepository.trackingFilename=cambrian-none "$@"
    """
        .formatted(home, settings, settings, repository);
  }

  static void executable(Path file, String script) throws IOException {
    Files.write(file, script.getBytes(StandardCharsets.UTF_8));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
