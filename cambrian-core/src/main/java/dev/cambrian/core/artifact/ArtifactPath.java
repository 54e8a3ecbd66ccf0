package dev.cambrian.core.artifact;

import dev.cambrian.core.json.Quote;
import dev.cambrian.core.spec.Toolchain;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which paths a file of an artifact may have: the one allow-list for answers, manifests, spawned
 * artifacts and imports. Rules, by name:
 *
 * <ul>
 *   <li>{@code path-empty}, {@code path-too-long} (200 bytes), {@code path-too-deep} (12 levels)
 *   <li>{@code path-character}: printable ASCII without {@code \ : * ? " < > |}, and no percent
 *       sign before two hex digits
 *   <li>{@code path-not-relative}: begins with {@code /}
 *   <li>{@code path-segment}: an empty one, {@code .}, {@code ..}, one that begins with {@code -}
 *       or {@code ~} or ends with a dot or a space
 *   <li>{@code path-reserved}: {@code manifest.json}, the spec's copy, anything in or named {@code
 *       .git} (or {@code git~1}, which some file systems take for it) in any directory and case
 *   <li>{@code path-build-tool}: in the java toolchain {@code .mvn}, {@code gradle/wrapper}, {@code
 *       mvnw} and {@code gradlew} in any directory
 *   <li>over a set of paths: {@code duplicate-path}, {@code path-case-collision}, {@code
 *       path-file-and-directory}, {@code too-many-files} (2,000)
 * </ul>
 */
public final class ArtifactPath {
  public static final int MAX_BYTES = 200;
  public static final int MAX_LEVELS = 12;
  public static final int MAX_FILES = 2_000;

  /** The most bytes of an answer, and of all files that came from one together. */
  public static final int MAX_TOTAL_BYTES = 16 * 1024 * 1024;

  private static final String FORBIDDEN = "\\:*?\"<>|";
  private static final Set<String> GIT = Set.of(".git", "git~1");
  private static final Set<String> WRAPPERS =
      Set.of("mvnw", "mvnw.cmd", "mvnwdebug", "mvnwdebug.cmd", "gradlew", "gradlew.bat");

  private ArtifactPath() {}

  /** What is wrong with a path alone; empty where an artifact may have a file there. */
  public static Optional<ArtifactProblem> violation(String path, Toolchain toolchain) {
    if (path.isEmpty()) {
      return problem("path-empty", path, "is empty");
    }
    if (path.length() > MAX_BYTES) {
      return problem("path-too-long", path, "has more than " + MAX_BYTES + " bytes");
    }
    Optional<String> character = characterViolation(path);
    if (character.isPresent()) {
      return problem("path-character", path, character.get());
    }
    if (path.startsWith("/")) {
      return problem("path-not-relative", path, "is absolute; paths are relative");
    }
    String[] segments = path.split("/", -1);
    if (segments.length > MAX_LEVELS) {
      return problem("path-too-deep", path, "has more than " + MAX_LEVELS + " levels");
    }
    for (String segment : segments) {
      Optional<String> violation = segmentViolation(segment);
      if (violation.isPresent()) {
        return problem("path-segment", path, violation.get());
      }
    }
    return reserved(path, segments, toolchain);
  }

  /**
   * What is wrong with a set of paths, each of them included.
   *
   * @param specPath where the spec's copy stands, see {@link
   *     dev.cambrian.core.spec.Spec#artifactPath()}
   */
  public static List<ArtifactProblem> violations(
      Collection<String> paths, Toolchain toolchain, String specPath) {
    PathSet set = new PathSet(toolchain, specPath);
    return paths.stream().map(set::add).flatMap(Optional::stream).toList();
  }

  /** ASCII only: a legal path has nothing else. */
  static String fold(String path) {
    return path.toLowerCase(Locale.ROOT);
  }

  static Optional<ArtifactProblem> problem(String rule, String path, String what) {
    String shown = Quote.bare(path, MAX_BYTES);
    return Optional.of(
        new ArtifactProblem(rule, Optional.of(shown), "the path \"" + shown + "\" " + what));
  }

  private static Optional<String> characterViolation(String path) {
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c < ' ' || c > '~' || FORBIDDEN.indexOf(c) >= 0) {
        return Optional.of(
            "has the character %s; allowed is printable ASCII without %s"
                .formatted(Quote.bare(String.valueOf(c), 10), FORBIDDEN));
      }
      if (c == '%' && isHex(path, i + 1) && isHex(path, i + 2)) {
        return Optional.of("has a percent escape; write the name itself");
      }
    }
    return Optional.empty();
  }

  private static boolean isHex(String text, int index) {
    return index < text.length() && Character.digit(text.charAt(index), 16) >= 0;
  }

  private static Optional<String> segmentViolation(String segment) {
    if (segment.isEmpty()) {
      return Optional.of("has an empty segment");
    }
    if (segment.equals(".") || segment.equals("..")) {
      return Optional.of("has a segment " + segment);
    }
    if (segment.startsWith("-") || segment.startsWith("~")) {
      return Optional.of("has a segment that begins with " + segment.charAt(0));
    }
    if (segment.endsWith(".") || segment.endsWith(" ")) {
      return Optional.of("has a segment that ends with a dot or a space");
    }
    return Optional.empty();
  }

  private static Optional<ArtifactProblem> reserved(
      String path, String[] segments, Toolchain toolchain) {
    if (fold(path).equals(Manifest.FILE_NAME)) {
      return problem("path-reserved", path, "is computed by Cambrian; leave it out");
    }
    for (String segment : segments) {
      if (GIT.contains(fold(segment))) {
        return problem("path-reserved", path, "lies in a git directory");
      }
    }
    return switch (toolchain) {
      case JAVA ->
          isBuildTool(segments)
              ? problem(
                  "path-build-tool",
                  path,
                  "belongs to a build wrapper; the rig brings Maven itself")
              : Optional.empty();
      case PYTHON, NODE -> Optional.empty();
    };
  }

  private static boolean isBuildTool(String[] segments) {
    for (int i = 0; i < segments.length; i++) {
      String segment = fold(segments[i]);
      if (segment.equals(".mvn")
          || (segment.equals("gradle")
              && i + 1 < segments.length
              && fold(segments[i + 1]).equals("wrapper"))) {
        return true;
      }
    }
    return WRAPPERS.contains(fold(segments[segments.length - 1]));
  }
}
