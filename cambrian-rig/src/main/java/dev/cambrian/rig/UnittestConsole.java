package dev.cambrian.rig;

import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Python's unittest says at the end; it writes no XML. */
final class UnittestConsole {
  private static final Pattern RAN = Pattern.compile("(?m)^Ran (\\d{1,9}) tests? in [\\d.]+s$");
  private static final Pattern COUNT =
      Pattern.compile("(?<!expected )(failures|errors|skipped|unexpected successes)=(\\d{1,9})");
  private static final Pattern BLOCK =
      Pattern.compile("(?m)^(FAIL|ERROR|UNEXPECTED SUCCESS): (.*)$");

  /** What Pythons before 3.11 say only where they are verbose. */
  private static final Pattern UNEXPECTED =
      Pattern.compile("(?m)(\\w+ \\([\\w.]+\\))(?:\\n.*)? \\.\\.\\. unexpected success$");

  /** A sub-test's name goes on after that. */
  private static final Pattern TEST = Pattern.compile("^\\S+ \\([\\w.]+\\)");

  /** Not of one test, and not among those that ran. */
  private static final Pattern FIXTURE =
      Pattern.compile("^(setUp|tearDown)(Class|Module) \\([\\w.]+\\)$");

  private UnittestConsole() {}

  /** Empty where the stream does not end like a run of unittest. */
  static Optional<TestResults> read(CommandResult.Output stderr, Path work, SourceMap sources) {
    Matcher ran = RAN.matcher(stderr.tail());
    int run = -1;
    int end = 0;
    while (ran.find()) {
      run = Integer.parseInt(ran.group(1));
      end = ran.end();
    }
    if (run < 0) {
      return Optional.empty();
    }
    int failed = 0;
    int skipped = 0;
    Matcher counts = COUNT.matcher(stderr.tail().substring(end));
    while (counts.find()) {
      int count = Integer.parseInt(counts.group(2));
      if (counts.group(1).equals("skipped")) {
        skipped += count;
      } else {
        failed += count;
      }
    }
    Blocks blocks = Blocks.of(stderr.head(), work, sources);
    int counted = Math.max(0, run - skipped);
    // Of sub-tests and of what fails twice each is counted; all that failed tells how many tests.
    if (blocks.found == failed) {
      counted += blocks.fixtures.size();
      failed = blocks.tests.size() + blocks.fixtures.size();
    }
    return Optional.of(
        new TestResults(
            counted,
            Math.max(0, counted - failed),
            blocks.failures.values().stream().limit(TestResults.MAX_FAILURES).toList(),
            "the console"));
  }

  /** The parts on what failed. */
  private static final class Blocks {
    private final Map<String, Failure> failures = new LinkedHashMap<>();
    private final Set<String> tests = new HashSet<>();
    private final Set<String> fixtures = new HashSet<>();
    private final Path work;
    private final SourceMap sources;
    private int found;

    Blocks(Path work, SourceMap sources) {
      this.work = work;
      this.sources = sources;
    }

    static Blocks of(String text, Path work, SourceMap sources) {
      Blocks blocks = new Blocks(work, sources);
      Matcher matcher = BLOCK.matcher(text);
      while (matcher.find()) {
        int next = text.indexOf("\n======", matcher.end());
        int ruler = text.indexOf("\n\n------", matcher.end());
        int end = next < 0 ? ruler : ruler < 0 ? next : Math.min(next, ruler);
        String body = text.substring(matcher.end(), end < 0 ? text.length() : end);
        blocks.add(matcher.group(1), matcher.group(2), body);
      }
      if (!text.contains("\nUNEXPECTED SUCCESS: ")) {
        Matcher unexpected = UNEXPECTED.matcher(text);
        while (unexpected.find()) {
          blocks.add("UNEXPECTED SUCCESS", unexpected.group(1), "");
        }
      }
      return blocks;
    }

    private void add(String kind, String title, String body) {
      found++;
      Matcher test = TEST.matcher(title);
      if (FIXTURE.matcher(title).matches()) {
        fixtures.add(title);
      } else {
        tests.add(test.find() ? test.group() : title);
      }
      Failure failure =
          kind.startsWith("UNEXPECTED") ? unexpected(title) : failure(title, body, sources);
      // What a test itself found says more than the cleaning up that broke after it.
      if (kind.equals("FAIL") || !failures.containsKey(title)) {
        failures.put(title, failure);
      }
    }

    private Failure unexpected(String title) {
      KilledRun.Running test = PythonProgress.unittestPlace(title, work, sources);
      return SourceMap.failure(title, "unexpected success", test.file(), test.line());
    }
  }

  private static Failure failure(String title, String body, SourceMap sources) {
    PythonTraceback traceback = PythonTraceback.last(body);
    List<PythonTraceback.Place> places = new ArrayList<>(traceback.places(sources));
    // The tests of a file that cannot be loaded have nothing to do with what it imports in vain.
    boolean load = title.contains("unittest.loader.");
    Optional<PythonTraceback.Place> place =
        places.isEmpty()
            ? Optional.empty()
            : Optional.of(load ? places.getLast() : places.getFirst());
    return SourceMap.failure(
        title,
        traceback.error().orElse("failed"),
        place.map(PythonTraceback.Place::file),
        place.map(PythonTraceback.Place::line));
  }
}
