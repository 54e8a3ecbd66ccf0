package dev.cambrian.rig;

import static java.util.stream.Collectors.joining;

import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What pytest 7 to 9 tell of a run, in their XML and where they never got to write any. */
final class PytestResults {
  private static final String COLLECTION = "collection failure";
  private static final String INTERNAL = "internal error";
  private static final Pattern PLACE = Pattern.compile("(?m)^([^\\s:][^:\\n]*\\.py):(\\d{1,9}):");
  private static final Pattern ERROR_LINE = Pattern.compile("(?m)^E +(\\S.*)$");
  private static final Pattern SYNTAX_PLACE =
      Pattern.compile("(?m)^E +File \"([^\"\\n]+)\", line (\\d{1,9})");
  private static final Pattern CONFTEST =
      Pattern.compile("(?m)^ImportError while loading conftest '([^'\\n]+)'\\.$");
  private static final Pattern COMPLAINT =
      Pattern.compile("(?m)^(?:ERROR: (?!usage: )|\\S+: error: )(?:(/\\S+):(\\d{1,9}): )?(.+)$");
  private static final Pattern SETTINGS = Pattern.compile("(?m)^  inifile: (.+)$");

  private PytestResults() {}

  static TestResults of(List<JUnitXml.Case> cases, SourceMap sources) {
    return Kit.sum(once(cases), failed -> locate(failed, sources));
  }

  /** A test that failed and then broke in its teardown stands there twice. */
  private static List<JUnitXml.Case> once(List<JUnitXml.Case> cases) {
    List<JUnitXml.Case> tests = new ArrayList<>();
    for (JUnitXml.Case it : cases) {
      boolean again =
          !tests.isEmpty()
              && it.message().startsWith("failed on teardown")
              && tests.getLast().name().equals(it.name())
              && tests.getLast().className().equals(it.className());
      if (!again) {
        tests.add(it);
      } else if (tests.getLast().outcome() != JUnitXml.Outcome.FAILED) {
        tests.set(tests.size() - 1, it);
      }
    }
    return tests;
  }

  /** What it complains of where it ended before any test. */
  static Optional<TestResults> complaint(CommandResult.Output stderr, SourceMap sources) {
    String text = stderr.head();
    Matcher conftest = CONFTEST.matcher(text);
    if (conftest.find()) {
      String details = text.substring(conftest.end());
      Optional<String> file = sources.resolve(conftest.group(1));
      Place place = last(details, sources).orElse(new Place(file, Optional.empty()));
      return failed(
          SourceMap.failure(
              file.orElse("conftest.py"),
              errorLines(details).orElse("cannot be loaded"),
              place.file(),
              place.line()));
    }
    Matcher complaint = COMPLAINT.matcher(text);
    if (!complaint.find()) {
      return Optional.empty();
    }
    Matcher settings = SETTINGS.matcher(text);
    Optional<String> file =
        Optional.ofNullable(complaint.group(1))
            .or(() -> settings.find() ? Optional.of(settings.group(1)) : Optional.empty())
            .flatMap(sources::resolve);
    return failed(
        SourceMap.failure(
            "pytest",
            complaint.group(3),
            file,
            Optional.ofNullable(complaint.group(2)).map(Integer::parseInt)));
  }

  private static Optional<TestResults> failed(Failure failure) {
    return Optional.of(new TestResults(0, 0, List.of(failure), "the console"));
  }

  private record Place(Optional<String> file, Optional<Integer> line) {}

  private static Failure locate(JUnitXml.Case failed, SourceMap sources) {
    String details = failed.details();
    boolean noTest = failed.message().equals(COLLECTION) || failed.message().equals(INTERNAL);
    Optional<String> own = failed.file().flatMap(sources::resolve);
    Place declared = new Place(own, failed.line().map(it -> it + 1));
    Place place = (noTest ? last(details, sources) : first(details, own, sources)).orElse(declared);
    String name =
        failed.className().isEmpty() ? failed.name() : failed.className() + "." + failed.name();
    return SourceMap.failure(name, message(failed), place.file(), place.line());
  }

  private static String message(JUnitXml.Case failed) {
    String message = failed.message();
    String details = failed.details().strip();
    if (message.equals(COLLECTION)) {
      return errorLines(details).orElse(details);
    }
    if (message.equals(INTERNAL)) {
      String last = details.substring(details.lastIndexOf('\n') + 1);
      return message + ": " + last;
    }
    if (message.startsWith("failed on setup with \"file ")) {
      return "failed on setup: " + errorLines(details).orElse(message);
    }
    return message.isBlank() ? Text.firstLine(details) : message;
  }

  private static Optional<String> errorLines(String details) {
    String lines =
        ERROR_LINE.matcher(details).results().map(it -> it.group(1)).collect(joining("\n"));
    return Optional.of(lines).filter(it -> !it.isEmpty());
  }

  /** The first place in the test's own file, else the last that is the artifact's. */
  private static Optional<Place> first(String details, Optional<String> own, SourceMap sources) {
    List<Place> all = places(details, sources);
    return all.stream()
        .filter(it -> own.isPresent() && it.file().equals(own))
        .findFirst()
        .or(() -> last(all));
  }

  /** Where it was raised. */
  private static Optional<Place> last(String details, SourceMap sources) {
    return last(places(details, sources));
  }

  private static Optional<Place> last(List<Place> places) {
    return places.isEmpty() ? Optional.empty() : Optional.of(places.getLast());
  }

  private static List<Place> places(String details, SourceMap sources) {
    List<Place> places = new ArrayList<>();
    for (Pattern pattern : List.of(PLACE, SYNTAX_PLACE)) {
      Matcher matcher = pattern.matcher(details);
      while (matcher.find()) {
        int line = Integer.parseInt(matcher.group(2));
        sources
            .resolve(matcher.group(1))
            .ifPresent(it -> places.add(new Place(Optional.of(it), Optional.of(line))));
      }
    }
    if (places.isEmpty()) {
      // With --tb=native, and where pytest itself broke.
      PythonTraceback.last(details)
          .places(sources)
          .forEach(it -> places.add(new Place(Optional.of(it.file()), Optional.of(it.line()))));
    }
    return places;
  }
}
