package dev.cambrian.rig;

import dev.cambrian.core.json.MalformedJsonException;
import dev.cambrian.core.json.StrictJson;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The failed tests of node's XML with what the rig's reporter noted of them besides: where a test
 * stands, why its suite broke before it, what a file said that broke outside its tests.
 */
final class NodeFailures {
  private static final String CANCELLED = "test did not finish before its parent";
  private static final Pattern PLACE =
      Pattern.compile("\\(?((?:file://)?/[^\\s():]+\\.[cm]?js):(\\d{1,9}):\\d+\\)?");

  /** In the function of a test, and not in what it called. */
  private static final Pattern IN_TEST =
      Pattern.compile("at (?:async )?TestContext\\.\\S+ " + PLACE.pattern());

  /** Above the line of code that threw what nobody caught. */
  private static final Pattern UNCAUGHT =
      Pattern.compile("(?m)^((?:file://)?/[^\\s():]+\\.[cm]?js):(\\d{1,9})$");

  private static final Pattern IMPORTER =
      Pattern.compile("(?m) imported from ((?:file://)?/[^\\s():]+\\.[cm]?js)()$");
  private static final Pattern ERROR = Pattern.compile("(?m)^(?:Uncaught )?\\w*Error\\b.*$");
  private static final Pattern EXIT = Pattern.compile("exitCode: (\\d{1,3})\\b");

  /** What was noted of a test or suite that failed. */
  private record Note(int nesting, int line, String file, String name, String why, String details) {
    boolean isFile() {
      return name.equals(file);
    }
  }

  private record Place(Optional<String> file, Optional<Integer> line) {}

  private final List<Note> notes;
  private final List<Note> left;
  private final SourceMap sources;

  private NodeFailures(List<Note> notes, SourceMap sources) {
    this.notes = notes;
    this.left = new ArrayList<>(notes);
    this.sources = sources;
  }

  /** Of the notes in that directory; without any, what the XML itself tells is all. */
  static NodeFailures of(Path results, SourceMap sources) {
    List<Note> notes = new ArrayList<>();
    RegularFiles.read(results, NodeProgress.NOTES, NodeProgress.MAX_NOTES)
        .map(it -> new String(it, StandardCharsets.UTF_8))
        .ifPresent(it -> it.lines().forEach(line -> note(line).ifPresent(notes::add)));
    return new NodeFailures(notes, sources);
  }

  private static Optional<Note> note(String line) {
    String[] fields = line.split("\t", -1);
    if (fields.length != NodeProgress.FIELDS
        || !fields[0].equals("failed")
        || !(fields[2] + fields[3]).matches("\\d{2,12}")) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Note(
              Integer.parseInt(fields[2]),
              Integer.parseInt(fields[3]),
              fields[4],
              fields[5],
              fields[6],
              StrictJson.read(fields[7]).stringValue("")));
    } catch (MalformedJsonException forged) {
      return Optional.empty();
    }
  }

  /** To be asked in the order of the XML: tests may have the same name. */
  Failure failure(JUnitXml.Case failed) {
    Optional<Note> noted = take(failed.name());
    String details = failed.details();
    if (noted.filter(Note::isFile).isPresent() || sources.resolve(failed.name()).isPresent()) {
      return file(failed, noted.map(Note::details).orElse(""));
    }
    String message =
        failed.message().isBlank()
            ? Text.firstLine(details)
            : NodeMessage.withBreaks(failed.message(), details);
    // The text of the cause comes last and is the more exact one.
    String cause = details.substring(Math.max(0, details.lastIndexOf("cause:")));
    Optional<Place> place =
        find(IN_TEST, cause).or(() -> find(PLACE, cause)).or(() -> find(PLACE, details));
    Optional<Note> suite =
        message.startsWith(CANCELLED) ? noted.flatMap(this::suite) : Optional.empty();
    if (suite.isPresent()) {
      message = "did not run: " + suite.get().why();
      place = find(PLACE, suite.get().details());
    } else if (message.startsWith("failed running ") && noted.isPresent()) {
      message += ": " + noted.get().why();
    }
    Place at =
        place
            .or(() -> noted.map(this::declared))
            .orElse(new Place(Optional.empty(), Optional.empty()));
    return SourceMap.failure(failed.name(), message, at.file(), at.line());
  }

  private Optional<Note> take(String name) {
    String noted = name.replaceAll("\\s+", " ");
    Optional<String> file = sources.resolve(name);
    Optional<Note> first =
        left.stream()
            .filter(
                it ->
                    (file.isPresent() && it.isFile())
                        ? sources.resolve(it.file()).equals(file)
                        : it.name().equals(noted))
            .findFirst();
    first.ifPresent(left::remove);
    return first;
  }

  private Place declared(Note note) {
    return new Place(sources.resolve(note.file()), Optional.of(note.line()));
  }

  /** The one around a test that failed after it. */
  private Optional<Note> suite(Note test) {
    for (int i = notes.indexOf(test) + 1; i < notes.size(); i++) {
      Note next = notes.get(i);
      if (next.file().equals(test.file()) && next.nesting() < test.nesting()) {
        return Optional.of(next);
      }
    }
    return Optional.empty();
  }

  /** A file that broke outside its tests. */
  private Failure file(JUnitXml.Case failed, String said) {
    Optional<String> file = sources.resolve(failed.name());
    Place place =
        find(UNCAUGHT, said)
            .or(() -> find(PLACE, said))
            .or(() -> find(IMPORTER, said))
            .orElse(new Place(file, Optional.empty()));
    Matcher error = ERROR.matcher(said);
    Matcher exit = EXIT.matcher(failed.details());
    String message =
        error.find()
            ? error.group()
            : exit.find()
                ? "the test file ended with exit code " + exit.group(1)
                : failed.message();
    return SourceMap.failure(file.orElse(failed.name()), message, place.file(), place.line());
  }

  private Optional<Place> find(Pattern pattern, String text) {
    Matcher places = pattern.matcher(text);
    while (places.find()) {
      Optional<String> file = sources.resolve(places.group(1));
      if (file.isPresent()) {
        return Optional.of(
            new Place(
                file,
                Optional.of(places.group(2)).filter(it -> !it.isEmpty()).map(Integer::parseInt)));
      }
    }
    return Optional.empty();
  }
}
