package dev.cambrian.core.artifact;

import dev.cambrian.core.fuzz.Law;
import dev.cambrian.core.spec.Toolchain;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A letter for the toolchain, then paths, one a line. */
final class PathFuzz {
  private static final Path ROOT = Path.of("/workspace");

  private PathFuzz() {}

  static void fuzz(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    if (text.isEmpty()) {
      return;
    }
    Toolchain toolchain = AnswerFuzz.toolchain(text.charAt(0));
    List<String> paths = Arrays.asList(text.substring(1).split("\n", -1));
    if (paths.size() > 2 * ArtifactPath.MAX_FILES) {
      return;
    }
    for (String path : paths) {
      Optional<ArtifactProblem> violation = ArtifactPath.violation(path, toolchain);
      violation.ifPresentOrElse(PathFuzz::isTold, () -> isHarmless(path, toolchain));
      Law.holds(
          violation.isEmpty() || toolchain == Toolchain.JAVA || !accepts(path, Toolchain.JAVA),
          "the java toolchain allows what another forbids: " + path);
    }
    List<ArtifactProblem> violations = ArtifactPath.violations(paths, toolchain, Samples.SPEC_PATH);
    violations.forEach(PathFuzz::isTold);
    Law.holds(
        violations.isEmpty()
            == ArtifactPath.violations(paths.reversed(), toolchain, Samples.SPEC_PATH).isEmpty(),
        "whether paths get along depends on their order");
    if (violations.isEmpty()) {
      getAlong(paths);
    }
  }

  private static boolean accepts(String path, Toolchain toolchain) {
    return ArtifactPath.violation(path, toolchain).isEmpty();
  }

  private static void isTold(ArtifactProblem problem) {
    Law.isMessage(problem.message(), 500);
    Law.holds(problem.path().isPresent(), "the path is not named");
  }

  private static void isHarmless(String path, Toolchain toolchain) {
    Law.holds(
        path.chars().allMatch(c -> c >= ' ' && c <= '~' && "\\:*?\"<>|".indexOf(c) < 0),
        "a forbidden character");
    Law.holds(path.length() <= 200 && !path.startsWith("/"), "too long or absolute");
    Path file = Path.of(path);
    Law.holds(file.normalize().toString().equals(path), "not in its shortest form");
    Law.holds(
        ROOT.resolve(path).normalize().startsWith(ROOT) && file.getNameCount() <= 12,
        "leaves its directory or is too deep");
    String folded = path.toLowerCase(Locale.ROOT);
    Law.holds(!folded.equals("manifest.json"), "the manifest");
    for (String segment : folded.split("/", -1)) {
      Law.holds(!segment.equals(".git") && !segment.equals("git~1"), "a git directory");
      Law.holds(segment.equals(segment.strip()) || segment.startsWith(" "), "a space at the end");
      Law.holds(!segment.endsWith(".") && !segment.startsWith("-"), "a dot or a dash");
      Law.holds(
          toolchain != Toolchain.JAVA || (!segment.equals(".mvn") && !file.endsWith("mvnw")),
          "a build wrapper");
    }
  }

  private static void getAlong(List<String> paths) {
    Set<String> folded =
        paths.stream().map(path -> path.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    Law.holds(folded.size() == paths.size(), "two are one under case folding");
    Law.holds(folded.size() <= ArtifactPath.MAX_FILES, "too many");
    Law.holds(!folded.contains(Samples.SPEC_PATH.toLowerCase(Locale.ROOT)), "the spec's copy");
    for (String path : folded) {
      for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        Law.holds(!folded.contains(path.substring(0, slash)), "a file and a directory: " + path);
      }
    }
  }
}
