package dev.cambrian.rig;

import dev.cambrian.rig.JUnitXml.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rig's own tests for Python: of unittest's kind, which pytest runs as well. */
final class PythonCanary {
  private static final int MAX_DIRECTORIES = 40;
  private static final int MAX_NAMED = 40;
  private static final Pattern TEST_FILE = Pattern.compile("test.*\\.py|.*_test\\.py");
  private static final Pattern GLOB =
      Pattern.compile("(?:\\s-p\\s*+|--pattern[= ])['\"]?([\\w.*?-]+\\.py)['\"]?");
  private static final Pattern TESTS = Pattern.compile("unittest|pytest|def test|assert");
  private static final Pattern MAIN =
      Pattern.compile("(?m)^(?:if\\s++__name__\\s*+==|unittest\\.main\\()");
  private static final Pattern FAIL_FAST = Pattern.compile("\\s(?:-\\w*f\\w*|--failfast)(?=\\s|$)");
  private static final Pattern ENDED =
      Pattern.compile(
          " \\([^)\\n]*+\\) \\.\\.\\. "
              + "(ok|FAIL|ERROR|skipped|expected failure|unexpected success)");

  private final CanaryGround ground;
  private final CanaryNames names;
  private final List<CanaryTests.Pair> pairs = new ArrayList<>();
  private final Map<String, byte[]> files = new LinkedHashMap<>();

  private PythonCanary(CanaryGround ground, CanaryNames names) {
    this.ground = ground;
    this.names = names;
  }

  static CanaryTests write(CanaryGround ground, CanaryNames names) {
    PythonCanary canary = new PythonCanary(ground, names);
    canary.addFiles();
    canary.appendToNamed();
    return new CanaryTests(canary.pairs, canary.files);
  }

  /** Beside the artifact's own test files, and named as they are. */
  private void addFiles() {
    Matcher glob = GLOB.matcher(ground.command());
    Optional<Pattern> own = glob.find() ? Optional.of(pattern(glob.group(1))) : Optional.empty();
    List<String> directories =
        ground.directoriesOf(
            it -> {
              String name = CanaryGround.name(it);
              return TEST_FILE.matcher(name).matches()
                  || own.filter(pattern -> pattern.matcher(name).matches()).isPresent();
            });
    for (String directory :
        directories.isEmpty()
            ? List.of("")
            : directories.stream().limit(MAX_DIRECTORIES).toList()) {
      List<String> beside =
          ground.paths().stream()
              .filter(it -> CanaryGround.parent(it).equals(directory))
              .map(CanaryGround::name)
              .toList();
      boolean last = beside.stream().anyMatch(it -> it.endsWith("_test.py"));
      if (!last || beside.stream().anyMatch(it -> it.startsWith("test"))) {
        addFile(CanaryGround.join(directory, "test_" + names.word() + ".py"));
      }
      if (last) {
        addFile(CanaryGround.join(directory, names.word() + "_test.py"));
      }
      if (own.isPresent()) {
        String name = glob.group(1).replace("*", names.word()).replace('?', 'x');
        addFile(CanaryGround.join(directory, name));
      }
    }
  }

  private static Pattern pattern(String glob) {
    return Pattern.compile(glob.replace(".", "\\.").replace("*", "[^/]*").replace("?", "[^/]"));
  }

  private void addFile(String path) {
    files.put(path, CanaryGround.bytes(test(path)));
  }

  /** A command that names a file or module of the artifact comes to no other. */
  private void appendToNamed() {
    for (String word : ground.words()) {
      for (String path : ground.paths()) {
        if (names(word, path) && !files.containsKey(path) && files.size() < 3 * MAX_NAMED) {
          ground
              .text(path)
              .filter(it -> TESTS.matcher(it).find())
              .ifPresent(it -> files.put(path, CanaryGround.bytes(appended(it, path))));
        }
      }
    }
  }

  private static boolean names(String word, String path) {
    if (!path.endsWith(".py")) {
      return false;
    }
    String module = word.matches("[\\w.]+") ? word.replace('.', '/') : word;
    return ends(path, word) || ends(path, module + ".py") || ends(path, module + "/__init__.py");
  }

  private static boolean ends(String path, String suffix) {
    return path.equals(suffix) || path.endsWith("/" + suffix);
  }

  private String appended(String text, String path) {
    int at = text.length();
    Matcher main = MAIN.matcher(text);
    while (main.find()) {
      at = main.start();
    }
    return text.substring(0, at) + "\n\n" + test(path) + "\n\n" + text.substring(at);
  }

  private String test(String path) {
    CanaryTests.Pair pair = names.pair("test_", path);
    pairs.add(pair);
    int sum = names.number();
    int part = names.number();
    return """
    import unittest as %1$s


    class %2$s(%1$s.TestCase):
        def %3$s(self):
            self.assertEqual(%5$d, %6$d + %7$d)

        def %4$s(self):
            self.assertEqual(%5$d, %6$d - %7$d)
    """
        .formatted(
            names.word(),
            names.capitalised(),
            pair.passing(),
            pair.failing(),
            sum + part,
            sum,
            part);
  }

  /**
   * What unittest says at its end. Where it is not verbose it names those that failed alone, so
   * that the others' number has to do.
   *
   * @param before how many tests the same command ran without the rig's
   */
  static Sightings console(
      CommandResult.Output stderr,
      Path work,
      SourceMap sources,
      CanaryTests canary,
      String line,
      int before) {
    Map<String, Set<Outcome>> outcomes = new HashMap<>();
    String text = stderr.whole() ? stderr.head() : stderr.head() + "\n" + stderr.tail();
    for (CanaryTests.Pair pair : canary.pairs()) {
      read(text, pair.passing(), outcomes);
      read(text, pair.failing(), outcomes);
    }
    int run = UnittestConsole.read(stderr, work, sources).map(TestResults::run).orElse(0);
    boolean named = canary.pairs().stream().anyMatch(it -> outcomes.containsKey(it.passing()));
    List<CanaryTests.Pair> failed =
        canary.pairs().stream().filter(it -> outcomes.containsKey(it.failing())).toList();
    int expected = 2 * failed.size() + (FAIL_FAST.matcher(line).find() ? 0 : before);
    if (!named && failed.isEmpty() && run > before) {
      Sightings.add(outcomes, canary.pairs().getFirst().failing(), Outcome.PASSED);
    } else if (!named && run >= expected) {
      failed.forEach(it -> Sightings.add(outcomes, it.passing(), Outcome.PASSED));
    }
    return new Sightings(outcomes, Set.of());
  }

  private static void read(String text, String name, Map<String, Set<Outcome>> outcomes) {
    for (int at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
      if (text.startsWith("FAIL: ", at - 6) || text.startsWith("ERROR: ", at - 7)) {
        Sightings.add(outcomes, name, Outcome.FAILED);
        continue;
      }
      Matcher ended = ENDED.matcher(text).region(at + name.length(), text.length());
      if (ended.lookingAt()) {
        Sightings.add(
            outcomes,
            name,
            switch (ended.group(1)) {
              case "ok", "expected failure" -> Outcome.PASSED;
              case "skipped" -> Outcome.SKIPPED;
              default -> Outcome.FAILED;
            });
      }
    }
  }
}
