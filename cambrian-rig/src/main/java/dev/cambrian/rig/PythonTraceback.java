package dev.cambrian.rig;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A traceback as Python itself prints it: the frames, the last one innermost, and the error. */
record PythonTraceback(String text) {
  private static final String BEGINS = "Traceback (most recent call last):\n";
  private static final Pattern FRAME =
      Pattern.compile("(?m)^ *File \"([^\"\\n]+)\", line (\\d{1,9})");

  /** The error's class, at the begin of a line. */
  private static final Pattern ERROR = Pattern.compile("(?m)^[A-Za-z_][\\w.]*(: .*)?$");

  /** What unittest adds of the test's output. */
  private static final Pattern AFTERWARDS = Pattern.compile("\\n\\n?Std(out|err):\\n");

  record Place(String file, int line) {}

  /** The last of several: what was raised in the end, and not what that was the answer to. */
  static PythonTraceback last(String text) {
    Matcher after = AFTERWARDS.matcher(text);
    String told = after.find() ? text.substring(0, after.start()) : text;
    int from = told.lastIndexOf(BEGINS);
    return new PythonTraceback(from < 0 ? told : told.substring(from + BEGINS.length()));
  }

  /** The frames in files of the artifact. */
  List<Place> places(SourceMap sources) {
    return FRAME
        .matcher(text)
        .results()
        .flatMap(
            it ->
                sources.resolve(it.group(1)).stream()
                    .map(file -> new Place(file, Integer.parseInt(it.group(2)))))
        .toList();
  }

  /** The error's class and message with all its lines. */
  Optional<String> error() {
    Matcher error = ERROR.matcher(text);
    return error.find() ? Optional.of(text.substring(error.start()).strip()) : Optional.empty();
  }
}
