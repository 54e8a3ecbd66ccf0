package dev.cambrian.rig;

import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Failed tests of surefire's XML. The place is where the test itself is, not what it called: the
 * helper that asserts for many tests tells nothing of the one that failed.
 */
final class JavaFailures {
  private static final Pattern FRAME =
      Pattern.compile(
          "at (?:[\\w.@-]+/{1,2})?([\\w.$]+)\\.([\\w$<>]+)\\(([\\w$]+\\.java):(\\d{1,9})\\)");
  private static final Pattern METHOD = Pattern.compile("[\\w$]+");

  /** Below it is what the exception came of, whose frames end in the same calls. */
  private static final Pattern CAUSE = Pattern.compile("(?m)^\\s*(?:Caused by|Suppressed): ");

  private JavaFailures() {}

  private record Frame(String type, String method, String file, int line) {}

  /**
   * In the test method, else the outermost in its class, else the innermost in a file of the
   * artifact.
   */
  static Failure of(JUnitXml.Case failed, SourceMap sources) {
    String message =
        failed.message().isBlank() ? Text.firstLine(failed.details()) : failed.message();
    String test = failed.className() + "." + failed.name();
    String thrown = CAUSE.split(failed.details(), 2)[0];
    Optional<Frame> place =
        inTest(frames(thrown, sources), failed)
            .or(() -> inTest(frames(failed.details(), sources), failed))
            .or(() -> frames(failed.details(), sources).stream().findFirst());
    return place
        .map(it -> SourceMap.failure(test, message, Optional.of(it.file()), Optional.of(it.line())))
        .orElseGet(
            () ->
                SourceMap.failure(
                    test,
                    message,
                    failed.className().isEmpty()
                        ? Optional.empty()
                        : sources.endingWith(failed.className().replace('.', '/') + ".java"),
                    Optional.empty()));
  }

  private static Optional<Frame> inTest(List<Frame> frames, JUnitXml.Case failed) {
    String type = failed.className();
    Matcher name = METHOD.matcher(failed.name());
    String method = name.lookingAt() ? name.group() : "";
    Predicate<Frame> own = it -> it.type().equals(type) || it.type().startsWith(type + "$");
    Predicate<Frame> test =
        it -> it.method().equals(method) || it.method().startsWith("lambda$" + method + "$");
    return frames.stream()
        .filter(own.and(test))
        .findFirst()
        .or(() -> frames.stream().filter(own).reduce((_, last) -> last));
  }

  /** Those in files of the artifact, the innermost first. */
  private static List<Frame> frames(String trace, SourceMap sources) {
    List<Frame> frames = new ArrayList<>();
    Matcher frame = FRAME.matcher(trace);
    while (frame.find()) {
      String type = frame.group(1);
      String method = frame.group(2);
      int line = Integer.parseInt(frame.group(4));
      sources
          .endingWith(sourceFile(type, frame.group(3)))
          .ifPresent(file -> frames.add(new Frame(type, method, file, line)));
    }
    return frames;
  }

  private static String sourceFile(String type, String fileName) {
    int dot = type.lastIndexOf('.');
    return dot < 0 ? fileName : type.substring(0, dot).replace('.', '/') + "/" + fileName;
  }
}
