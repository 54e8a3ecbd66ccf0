package dev.cambrian.rig;

import dev.cambrian.core.spec.Entry;
import dev.cambrian.core.spec.Spec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The programs that one spec's commands need, found on this machine.
 *
 * @param roots directories to show to the commands, read-only, besides the system's
 * @param bins directories for the PATH, first one first
 * @param maven home of the Maven that a pinned {@code mvn} starts
 * @param mavenRepository the repository that it reads, offline
 */
record Toolbox(
    List<Path> roots,
    List<Path> bins,
    Optional<Path> javaHome,
    Optional<Path> maven,
    Optional<Path> mavenRepository,
    Optional<Path> python,
    String interpreterVersion) {
  Toolbox {
    roots = List.copyOf(roots);
    bins = List.copyOf(bins);
  }

  /**
   * What the spec's toolchain and commands ask for.
   *
   * @throws InfrastructureException naming the missing program and the package that brings it
   */
  static Toolbox of(Spec spec) {
    return of(spec, Programs.userPath());
  }

  static Toolbox of(Spec spec, String path) {
    return switch (spec.toolchain()) {
      case JAVA -> java(spec.entry());
      case PYTHON -> python(spec.entry(), path);
      case NODE -> node(spec.entry(), path);
    };
  }

  private static Toolbox java(Entry entry) {
    Path home = Programs.javaHome();
    if (!Files.isExecutable(home.resolve("bin/javac"))) {
      throw new InfrastructureException(
          "the rig runs on a Java without a compiler ("
              + home
              + "); install the package openjdk-25-jdk or temurin-25-jdk");
    }
    List<Path> roots = new ArrayList<>(List.of(home));
    Optional<Path> maven = Optional.empty();
    Optional<Path> repository = Optional.empty();
    if (mentions(entry, "mvn")) {
      maven = Programs.mavenHome();
      if (maven.isEmpty()) {
        throw new InfrastructureException(
            "Maven not found; run ./mvnw --version once, or install the package maven");
      }
      repository = Programs.mavenRepository();
      if (repository.isEmpty()) {
        throw new InfrastructureException(
            "no local Maven repository to build offline from; build Cambrian once with ./mvnw"
                + " verify, or name one in CAMBRIAN_MAVEN_REPOSITORY");
      }
      roots.add(maven.get());
    }
    return new Toolbox(
        roots,
        List.of(home.resolve("bin")),
        Optional.of(home),
        maven,
        repository,
        Optional.empty(),
        "");
  }

  private static Toolbox python(Entry entry, String path) {
    Set<String> modules =
        pythonModules(String.join("\n", entry.build(), entry.test(), entry.start()));
    Programs.Interpreter python =
        Programs.python(modules, path)
            .orElseThrow(
                () ->
                    new InfrastructureException("python3 not found; install the package python3"));
    for (String module : modules) {
      if (!python.modules().contains(module)) {
        throw new InfrastructureException(
            "the entry's commands need %s, which %s does not have; install the package python3-%s"
                .formatted(module, python.executable(), module));
      }
    }
    return new Toolbox(
        python.roots(),
        List.of(python.bin()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(python.executable()),
        python.version());
  }

  /** Those of {@link Programs#MODULES} that commands need. */
  static Set<String> pythonModules(String commands) {
    Set<String> modules = new TreeSet<>();
    if (mentions(commands, "pytest")) {
      modules.add(Programs.PYTEST);
    }
    if (Stream.of("uv", "pip", "pip3").anyMatch(it -> mentions(commands, it))) {
      modules.add(Programs.PACKAGING);
    }
    return modules;
  }

  private static Toolbox node(Entry entry, String path) {
    Programs.Interpreter node =
        Programs.node(path)
            .orElseThrow(
                () -> new InfrastructureException("node not found; install the package nodejs"));
    if (mentions(entry, "npm") && Programs.onPath("npm", path).isEmpty()) {
      throw new InfrastructureException("npm not found; install the package npm");
    }
    return new Toolbox(
        node.roots(),
        List.of(node.bin()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        node.version());
  }

  /** Whether a command of the entry names a program as a word. */
  static boolean mentions(Entry entry, String program) {
    return mentions(entry.build(), program)
        || mentions(entry.test(), program)
        || mentions(entry.start(), program);
  }

  static boolean mentions(String command, String program) {
    return Pattern.compile("(?<![\\w.-])" + Pattern.quote(program) + "(?![\\w-])")
        .matcher(command)
        .find();
  }
}
