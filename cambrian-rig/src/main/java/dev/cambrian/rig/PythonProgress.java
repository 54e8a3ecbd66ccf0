package dev.cambrian.rig;

import dev.cambrian.core.verdict.ViabilityReport.Failure;
import dev.cambrian.rig.KilledRun.Running;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How far pytest and Python's unittest say that they came; both name a test before they run it. */
final class PythonProgress {
  private static final int MAX_SOURCE = 1 << 20;

  /** Verbose: {@code test_x (tests.test_m.Class.test_x) ... ok}; a docstring takes a line more. */
  private static final Pattern UNITTEST =
      Pattern.compile("(?m)^(\\w+) \\(([\\w.]+)\\)(?= \\.\\.\\. |\\R)");

  private static final Pattern UNITTEST_END =
      Pattern.compile(
          "(?m)(?:^|\\.\\.\\. )(ok|FAIL|ERROR|skipped .*|expected failure|unexpected success)$");

  /** Not verbose: a character for each test that has ended. */
  private static final Pattern UNITTEST_DOTS = Pattern.compile("[.sFExu]+");

  private static final Pattern PYTEST =
      Pattern.compile("(?m)^(\\S+\\.py)::([^\\s\\[]+(?:\\[[^\\n]*?])?)(?= |\\R|\\z)");

  private static final Pattern PYTEST_END =
      Pattern.compile(
          "(?m)(PASSED|FAILED|ERROR|SKIPPED|XFAIL|XPASS)(?: \\(.*\\))? *(?:\\[ *\\d+%])?$");

  /** Not verbose: a file, and a character for each of its tests that has ended. */
  private static final Pattern PYTEST_FILE =
      Pattern.compile("(?:.*\\n)?(\\S+\\.py) [.sFExX]*\\z", Pattern.DOTALL);

  private PythonProgress() {}

  /** What unittest wrote to its standard error. */
  static KilledRun unittest(CommandResult.Output stderr, Path work, SourceMap sources) {
    String text = stderr.most();
    List<MatchResult> begun = UNITTEST.matcher(text).results().toList();
    if (begun.isEmpty()) {
      String dots = text.strip();
      return UNITTEST_DOTS.matcher(dots).matches() ? dots(dots) : KilledRun.SILENT;
    }
    Tally tally = new Tally(stderr.whole());
    for (int i = 0; i < begun.size(); i++) {
      boolean isLast = i == begun.size() - 1;
      MatchResult test = begun.get(i);
      Running place = place(test, work, sources);
      String said = text.substring(test.end(), isLast ? text.length() : begun.get(i + 1).start());
      tally.add(place, last(UNITTEST_END.matcher(said)), isLast);
    }
    return tally.told();
  }

  /** Of a test by its title, such as {@code test_x (tests.test_m.Class.test_x)}. */
  static Running unittestPlace(String title, Path work, SourceMap sources) {
    Matcher test = UNITTEST.matcher(title + "\n");
    return test.find()
        ? place(test.toMatchResult(), work, sources)
        : new Running(title, Optional.empty(), Optional.empty());
  }

  private static Running place(MatchResult test, Path work, SourceMap sources) {
    String id = test.group(2);
    return locate(
        id.endsWith("." + test.group(1)) ? id : id + "." + test.group(1),
        List.of(id.split("\\.", -1)),
        test.group(1),
        work,
        sources);
  }

  private static KilledRun dots(String dots) {
    int skipped = (int) dots.chars().filter(c -> c == 's').count();
    int failed = (int) dots.chars().filter(c -> c == 'F' || c == 'E' || c == 'u').count();
    int run = dots.length() - skipped;
    return new KilledRun(
        Optional.of(new TestResults(run, run - failed, List.of(), "the console")),
        Optional.empty(),
        List.of());
  }

  /** What pytest wrote to its standard output. */
  static KilledRun pytest(CommandResult.Output stdout, Path work, SourceMap sources) {
    String text = stdout.most();
    List<MatchResult> begun = PYTEST.matcher(text).results().toList();
    if (begun.isEmpty()) {
      Matcher file = PYTEST_FILE.matcher(text);
      return file.matches()
          ? new KilledRun(
              Optional.empty(),
              Optional.empty(),
              List.of(new Running(file.group(1), sources.resolve(file.group(1)), Optional.empty())))
          : KilledRun.SILENT;
    }
    Tally tally = new Tally(stdout.whole());
    for (int i = 0; i < begun.size(); i++) {
      boolean isLast = i == begun.size() - 1;
      MatchResult test = begun.get(i);
      String path = test.group(1);
      List<String> names = new ArrayList<>(List.of(path.replaceAll("\\.py$", "").split("/", -1)));
      names.addAll(List.of(test.group(2).split("::", -1)));
      String function = names.getLast().replaceAll("\\[.*$", "");
      names.set(names.size() - 1, function);
      Running place = locate(path + "::" + test.group(2), names, function, work, sources);
      String said = text.substring(test.end(), isLast ? text.length() : begun.get(i + 1).start());
      tally.add(place, last(PYTEST_END.matcher(said)), isLast);
    }
    return tally.told();
  }

  private static Optional<String> last(Matcher matcher) {
    Optional<String> found = Optional.empty();
    while (matcher.find()) {
      found = Optional.of(matcher.group(1));
    }
    return found;
  }

  /** By its dotted names: the longest beginning of them that is a file, and the function in it. */
  private static Running locate(
      String test, List<String> names, String function, Path work, SourceMap sources) {
    for (int n = names.size(); n > 0; n--) {
      Optional<String> file = sources.endingWith(String.join("/", names.subList(0, n)) + ".py");
      if (file.isPresent()) {
        List<String> outer = names.subList(n, names.size()).stream().limit(1).toList();
        return new Running(test, file, line(work, file.get(), outer, function));
      }
    }
    return new Running(test, Optional.empty(), Optional.empty());
  }

  /** The line of the function, the first one after that of its class. */
  private static Optional<Integer> line(
      Path work, String file, List<String> outer, String function) {
    List<String> lines =
        RegularFiles.read(work, file, MAX_SOURCE)
            .map(it -> new String(it, StandardCharsets.UTF_8).lines().toList())
            .orElse(List.of());
    int from = 0;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (from == 0
          && outer.stream().anyMatch(it -> line.matches("class " + Pattern.quote(it) + "\\b.*"))) {
        from = i;
      }
    }
    for (int i = from; i < lines.size(); i++) {
      if (lines.get(i).strip().matches("(async )?def " + Pattern.quote(function) + "\\b.*")) {
        return Optional.of(i + 1);
      }
    }
    return Optional.empty();
  }

  /** Adds up what each test that had begun came to. */
  private static final class Tally {
    private final boolean complete;
    private final List<Failure> failures = new ArrayList<>();
    private final List<Running> running = new ArrayList<>();
    private Optional<String> last = Optional.empty();
    private int run;
    private int passed;

    Tally(boolean complete) {
      this.complete = complete;
    }

    /** The next one; only the last can still be running. */
    void add(Running test, Optional<String> end, boolean isLast) {
      if (end.isEmpty() && isLast) {
        running.add(test);
        return;
      }
      last = Optional.of(test.test());
      switch (end.orElse("")) {
        case "ok", "expected failure", "PASSED", "XFAIL" -> {
          run++;
          passed++;
        }
        case "FAIL", "ERROR", "unexpected success", "FAILED", "XPASS" -> {
          run++;
          if (failures.size() < TestResults.MAX_FAILURES) {
            failures.add(
                SourceMap.failure(
                    test.test(),
                    "failed; the run was killed before it told why",
                    test.file(),
                    test.line()));
          }
        }
        default -> {}
      }
    }

    KilledRun told() {
      return new KilledRun(
          complete
              ? Optional.of(new TestResults(run, passed, failures, "the console"))
              : Optional.empty(),
          last,
          running);
    }
  }
}
