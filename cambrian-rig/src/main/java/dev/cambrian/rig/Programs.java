package dev.cambrian.rig;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Stream;

/** Finds the programs of the toolchains on this machine, and what directories they live in. */
final class Programs {
  private static final Duration ASK = Duration.ofSeconds(20);
  private static final Answers PYTHONS = new Answers(Programs::askPython);
  private static final Answers PYTHONS_AND_MODULES = new Answers(Programs::askPythonAndModules);
  private static final Answers NODES = new Answers(Programs::askNode);

  /**
   * An interpreter.
   *
   * @param roots directories that it needs besides the system's
   * @param version as it says itself
   * @param modules those of {@link #MODULES} that it has; none where that was not asked
   */
  record Interpreter(Path executable, List<Path> roots, String version, Set<String> modules) {
    Interpreter {
      roots = List.copyOf(roots);
      modules = Set.copyOf(modules);
    }

    boolean pytest() {
      return modules.contains(PYTEST);
    }

    Path bin() {
      return executable.toAbsolutePath().resolveSibling("");
    }
  }

  static final String PYTEST = "pytest";

  /** Of its own or as a part of pip. */
  static final String PACKAGING = "packaging";

  /** What the rig may want of a Python besides its library. */
  static final Set<String> MODULES = Set.of(PYTEST, PACKAGING);

  private static final String PLACES =
      "print(sys.executable,sys.prefix,sys.base_prefix,'.'.join(map(str,sys.version_info[:3]))";

  private Programs() {}

  static String userPath() {
    return Optional.ofNullable(System.getenv("PATH")).orElse("/usr/local/bin:/usr/bin:/bin");
  }

  static Optional<Path> onPath(String name, String path) {
    return allOnPath(name, path).findFirst();
  }

  private static Stream<Path> allOnPath(String name, String path) {
    return Stream.of(path.split(File.pathSeparator, -1))
        .filter(dir -> dir.startsWith("/"))
        .map(dir -> Path.of(dir).resolve(name))
        .filter(Files::isRegularFile)
        .filter(Files::isExecutable);
  }

  static Path javaHome() {
    return Path.of(System.getProperty("java.home"));
  }

  /** {@code CAMBRIAN_MAVEN_HOME}, else the wrapper's newest distribution, else mvn on the PATH. */
  static Optional<Path> mavenHome() {
    String chosen = System.getenv("CAMBRIAN_MAVEN_HOME");
    if (chosen != null && !chosen.isBlank()) {
      return Optional.of(Path.of(chosen)).filter(Programs::isMavenHome);
    }
    return wrapperMaven().or(Programs::installedMaven);
  }

  private static Optional<Path> wrapperMaven() {
    Path dists = userHome().resolve(".m2/wrapper/dists");
    try (Stream<Path> homes = Files.find(dists, 2, (dir, _) -> isMavenHome(dir))) {
      return homes.max(Comparator.comparing(home -> versionKey(home, dists)));
    } catch (IOException none) {
      return Optional.empty();
    }
  }

  private static String versionKey(Path home, Path dists) {
    StringBuilder key = new StringBuilder();
    for (String part : dists.relativize(home).getName(0).toString().split("\\D+", -1)) {
      key.append("0".repeat(Math.max(0, 8 - part.length()))).append(part);
    }
    return key.toString();
  }

  private static Optional<Path> installedMaven() {
    try {
      Optional<Path> mvn = onPath("mvn", userPath());
      if (mvn.isEmpty()) {
        return Optional.empty();
      }
      Path home = mvn.get().toRealPath().resolve("../..").normalize();
      return Optional.of(home).filter(Programs::isMavenHome);
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  private static boolean isMavenHome(Path dir) {
    return Files.isExecutable(dir.resolve("bin/mvn")) && Files.isDirectory(dir.resolve("lib"));
  }

  /** {@code CAMBRIAN_MAVEN_REPOSITORY}, else the user's own. */
  static Optional<Path> mavenRepository() {
    String chosen = System.getenv("CAMBRIAN_MAVEN_REPOSITORY");
    Path repository =
        chosen != null && !chosen.isBlank()
            ? Path.of(chosen)
            : userHome().resolve(".m2/repository");
    return Optional.of(repository).filter(Files::isDirectory);
  }

  private static Path userHome() {
    return Path.of(System.getProperty("user.home"));
  }

  /** The first python3 on the PATH that has those of {@link #MODULES}, else the first. */
  static Optional<Interpreter> python(Set<String> modules, String path) {
    Optional<Interpreter> first = Optional.empty();
    Answers answers = modules.isEmpty() ? PYTHONS : PYTHONS_AND_MODULES;
    for (Path program : allOnPath("python3", path).distinct().toList()) {
      Optional<Interpreter> found = answers.of(program);
      if (found.filter(it -> it.modules().containsAll(modules)).isPresent()) {
        return found;
      }
      first = first.or(() -> found);
    }
    return first;
  }

  static Optional<Interpreter> node(String path) {
    return allOnPath("node", path).map(NODES::of).flatMap(Optional::stream).findFirst();
  }

  /**
   * What programs have answered; who asks one that is being asked waits for that answer. Only what
   * was found is remembered: a question that was interrupted says nothing.
   */
  private static final class Answers {
    private final Map<Path, CompletableFuture<Optional<Interpreter>>> known =
        new ConcurrentHashMap<>();
    private final Function<Path, Optional<Interpreter>> question;

    Answers(Function<Path, Optional<Interpreter>> question) {
      this.question = question;
    }

    /** Empty where it gives no answer, or the thread is interrupted. */
    Optional<Interpreter> of(Path program) {
      CompletableFuture<Optional<Interpreter>> mine = new CompletableFuture<>();
      while (true) {
        CompletableFuture<Optional<Interpreter>> asked = known.putIfAbsent(program, mine);
        if (asked == null) {
          return asked(program, mine);
        }
        try {
          Optional<Interpreter> found = asked.get();
          if (found.isPresent()) {
            return found;
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return Optional.empty();
        } catch (ExecutionException defect) {
          throw new IllegalStateException("cannot ask " + program, defect);
        }
      }
    }

    private Optional<Interpreter> asked(
        Path program, CompletableFuture<Optional<Interpreter>> answer) {
      Optional<Interpreter> found = Optional.empty();
      try {
        found = question.apply(program);
        return found;
      } finally {
        if (found.isEmpty()) {
          known.remove(program, answer);
        }
        answer.complete(found);
      }
    }
  }

  private static Optional<Interpreter> askPythonAndModules(Path program) {
    return interpreter(pythonAndModules(program));
  }

  private static List<String> pythonAndModules(Path program) {
    return pythonQuestion(
        program,
        List.of("-I"),
        """
        import sys
        from importlib.util import find_spec as has
        modules = [it for it in ('pytest', 'packaging') if has(it)]
        if 'packaging' not in modules and has('pip') and has('pip._vendor.packaging'):
            modules.append('packaging')
        """
            + PLACES
            + ",*modules,sep='\\n')");
  }

  /** Without the site's modules it starts in half the time. */
  private static Optional<Interpreter> askPython(Path program) {
    return interpreter(python(program));
  }

  private static List<String> python(Path program) {
    return pythonQuestion(program, List.of("-I", "-S"), "import sys;" + PLACES + ",sep='\\n')");
  }

  private static List<String> pythonQuestion(Path program, List<String> options, String question) {
    List<String> command = new ArrayList<>();
    command.add(PyenvShim.behind(program).orElse(program).toString());
    command.addAll(options);
    command.addAll(List.of("-c", question));
    return command;
  }

  private static Optional<Interpreter> interpreter(List<String> question) {
    List<String> said = ask(question);
    if (said.size() < 4 || !MODULES.containsAll(said.subList(4, said.size()))) {
      return Optional.empty();
    }
    Path executable = Path.of(said.get(0));
    List<Path> prefixes = new ArrayList<>(List.of(Path.of(said.get(1)), Path.of(said.get(2))));
    // Only the site's modules turn the prefix into that of a virtual environment.
    Path environment = executable.resolve("../..").normalize();
    if (Files.exists(environment.resolve("pyvenv.cfg"))) {
      prefixes.addFirst(environment);
    }
    return Optional.of(
        new Interpreter(
            executable, roots(prefixes), said.get(3), Set.copyOf(said.subList(4, said.size()))));
  }

  private static Optional<Interpreter> askNode(Path program) {
    List<String> said = ask(node(program));
    if (said.size() != 2) {
      return Optional.empty();
    }
    Path executable = Path.of(said.get(0));
    Path prefix = executable.resolve("../..").normalize();
    return Optional.of(new Interpreter(executable, roots(List.of(prefix)), said.get(1), Set.of()));
  }

  private static List<String> node(Path program) {
    String question = "console.log(process.execPath+'\\n'+process.versions.node)";
    return List.of(program.toString(), "-e", question);
  }

  /** Those that the system's directories do not cover; never a home or the root as a whole. */
  private static List<Path> roots(List<Path> prefixes) {
    List<Path> roots = new ArrayList<>();
    for (Path prefix : prefixes) {
      Path dir = prefix.toAbsolutePath().normalize();
      if (!dir.startsWith("/usr")
          && dir.getNameCount() > 1
          && !userHome().startsWith(dir)
          && !roots.contains(dir)) {
        roots.add(dir);
      }
    }
    return roots;
  }

  private static List<String> ask(List<String> command) {
    return ToldBefore.here().by(command).orElseGet(() -> ask(command, ASK));
  }

  /** What all interpreters on the PATH say, by the commands that they are asked with. */
  static Map<List<String>, List<String>> answers(String path) {
    List<List<String>> questions = new ArrayList<>();
    allOnPath("python3", path)
        .forEach(
            it -> {
              questions.add(pythonAndModules(it));
              questions.add(python(it));
            });
    allOnPath("node", path).map(Programs::node).forEach(questions::add);
    Map<List<String>, List<String>> answers = new LinkedHashMap<>();
    for (List<String> question : questions) {
      List<String> said = ask(question, ASK);
      if (!said.isEmpty()) {
        answers.put(question, said);
      }
    }
    return answers;
  }

  /** The lines of its answer; none where it fails, hangs or is interrupted. */
  static List<String> ask(List<String> command, Duration limit) {
    try {
      Question.Answer answer = Question.ask(command, false, limit);
      return answer.succeeded() ? answer.said().lines().toList() : List.of();
    } catch (IOException e) {
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }
}
