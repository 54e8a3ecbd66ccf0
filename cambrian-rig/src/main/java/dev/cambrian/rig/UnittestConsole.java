package dev.cambrian.rig;

import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Python's unittest says at the end; it writes no XML. */
final class UnittestConsole {
  private static final Pattern RAN = Pattern.compile("(?m)^Ran (\\d{1,9}) tests? in [\\d.]+s$");
  private static final Pattern COUNT =
      Pattern.compile("(failures|errors|skipped|unexpected successes)=(\\d{1,9})");
  private static final Pattern BLOCK = Pattern.compile("(?m)^(?:FAIL|ERROR): (.*)$");
  private static final Pattern PLACE =
      Pattern.compile("(?m)^  File \"([^\"\\n]+)\", line (\\d{1,9})");

  private UnittestConsole() {}

  /** Empty where the stream does not end like a run of unittest. */
  static Optional<TestResults> read(CommandResult.Output stderr, SourceMap sources) {
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
    int counted = Math.max(0, run - skipped);
    return Optional.of(
        new TestResults(
            counted,
            Math.max(0, counted - failed),
            failures(stderr.head(), sources),
            "the console"));
  }

  private static List<Failure> failures(String text, SourceMap sources) {
    List<Failure> failures = new ArrayList<>();
    Matcher blocks = BLOCK.matcher(text);
    while (blocks.find() && failures.size() < TestResults.MAX_FAILURES) {
      int next = text.indexOf("\n======", blocks.end());
      int ruler = text.indexOf("\n\n------", blocks.end());
      int end = next < 0 ? ruler : ruler < 0 ? next : Math.min(next, ruler);
      failures.add(
          failure(
              blocks.group(1),
              text.substring(blocks.end(), end < 0 ? text.length() : end),
              sources));
    }
    return failures;
  }

  private static Failure failure(String title, String traceback, SourceMap sources) {
    Optional<String> file = Optional.empty();
    Optional<Integer> line = Optional.empty();
    Matcher places = PLACE.matcher(traceback);
    while (places.find() && file.isEmpty()) {
      file = sources.resolve(places.group(1));
      line = Optional.of(Integer.parseInt(places.group(2)));
    }
    String error =
        traceback
            .lines()
            .filter(it -> !it.isBlank() && !it.startsWith(" ") && !it.startsWith("-"))
            .filter(it -> !it.startsWith("Traceback"))
            .findFirst()
            .orElse("failed");
    return SourceMap.failure(title, error, file, line);
  }
}
