package dev.cambrian.server.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.artifact.ArtifactFile;
import dev.cambrian.core.verdict.ViabilityReport.Diagnostics;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One failed test, contract or vector, with the code that it points at.
 *
 * @param failure hostile text
 * @param path the file of the artifact that it names, where there is one
 * @param excerpt the lines around the one that it names
 * @param caller where the test itself is, where the failure names a line that it called
 */
public record FailedCheck(
    Failure failure, Optional<String> path, Optional<Excerpt> excerpt, Optional<Caller> caller) {
  /** Lines before and after the marked one. */
  public static final int AROUND = 6;

  /** The package with its dot, the class and the method, without what a parameter adds. */
  private static final Pattern METHOD =
      Pattern.compile("((?:\\w+\\.)*?)[A-Z]\\w*(?:\\$\\w+)*\\.\\w+");

  private static final int LARGEST = 1024 * 1024;

  /**
   * Lines of a file, hostile text.
   *
   * @param first the number of the first of them, from 1
   * @param marked the number of the one that matters
   */
  public record Excerpt(int first, int marked, List<String> lines) {
    public Excerpt {
      lines = List.copyOf(lines);
    }
  }

  /**
   * The line of a test method.
   *
   * @param path a file of the artifact
   * @param line from 1
   */
  public record Caller(String path, int line, Optional<Excerpt> excerpt) {}

  /**
   * Of a generation whose report lists any.
   *
   * @param most beyond which no code is looked up
   */
  static List<FailedCheck> of(GenerationDetail detail, CodeSource code, int most) {
    if (detail.report().isEmpty() || detail.report().get().diagnostics().isEmpty()) {
      return List.of();
    }
    Diagnostics diagnostics = detail.report().get().diagnostics().get();
    Map<String, Optional<List<String>>> read = new HashMap<>();
    List<FailedCheck> failed = new ArrayList<>();
    for (Failure failure : diagnostics.failures()) {
      Optional<String> path = failure.file().flatMap(it -> path(it, detail.files()));
      Excerpts excerpts =
          (file, line) ->
              failed.size() >= most
                  ? Optional.empty()
                  : read.computeIfAbsent(
                          file, it -> lines(detail.record().generation(), it, detail.files(), code))
                      .flatMap(it -> excerpt(it, line));
      Optional<Excerpt> excerpt =
          path.flatMap(it -> failure.line().flatMap(line -> excerpts.at(it, line)));
      failed.add(
          new FailedCheck(
              failure, path, excerpt, caller(failure, diagnostics, detail.files(), excerpts)));
    }
    return failed;
  }

  /** Reads the lines around one. */
  @FunctionalInterface
  private interface Excerpts {
    Optional<Excerpt> at(String path, int line);
  }

  /**
   * A stack trace of Java has the frame of the test method below those of what it called; the
   * report names the innermost of the artifact alone, and the traces are in the output.
   */
  private static Optional<Caller> caller(
      Failure failure, Diagnostics diagnostics, List<ArtifactFile> files, Excerpts excerpts) {
    Matcher test = METHOD.matcher(failure.test());
    if (!test.lookingAt() || failure.line().isEmpty()) {
      return Optional.empty();
    }
    Matcher frame =
        Pattern.compile(
                "^\\s*at (?:[\\w.]+/+)?%s\\((\\w+\\.java):(\\d{1,7})\\)$"
                    .formatted(Pattern.quote(test.group())),
                Pattern.MULTILINE)
            .matcher(diagnostics.stdoutTail());
    if (!frame.find()) {
      return Optional.empty();
    }
    int line = Integer.parseInt(frame.group(2));
    String named = test.group(1).replace('.', '/') + frame.group(1);
    return path(named, files)
        .filter(it -> failure.line().get() != line || !failure.file().orElse("").endsWith(named))
        .map(it -> new Caller(it, line, excerpts.at(it, line)));
  }

  /** A runner may name a file from the root of the disk, or from the directory of the tests. */
  private static Optional<String> path(String named, List<ArtifactFile> files) {
    String plain = named.replace('\\', '/').replaceFirst("^(\\./)+", "");
    List<String> paths = files.stream().map(ArtifactFile::path).toList();
    if (paths.contains(plain)) {
      return Optional.of(plain);
    }
    List<String> ends =
        paths.stream().filter(it -> plain.endsWith("/" + it) || it.endsWith("/" + plain)).toList();
    // Of /work/a/b.py and the files b.py and a/b.py the longer is meant.
    Optional<String> longest = ends.stream().max((a, b) -> Integer.compare(a.length(), b.length()));
    boolean clear = ends.size() == 1 || ends.stream().allMatch(it -> plain.endsWith("/" + it));
    return longest.filter(_ -> clear);
  }

  private static Optional<List<String>> lines(
      int generation, String path, List<ArtifactFile> files, CodeSource code) {
    boolean huge = files.stream().anyMatch(it -> it.path().equals(path) && it.size() > LARGEST);
    return huge
        ? Optional.empty()
        : code.read(generation, path).map(it -> new String(it, UTF_8).lines().toList());
  }

  private static Optional<Excerpt> excerpt(List<String> lines, int marked) {
    if (marked > lines.size()) {
      return Optional.empty();
    }
    int first = Math.max(1, marked - AROUND);
    int last = Math.min(lines.size(), marked + AROUND);
    return Optional.of(new Excerpt(first, marked, lines.subList(first - 1, last)));
  }
}
