package dev.cambrian.rig;

import dev.cambrian.core.artifact.ArtifactFile;
import dev.cambrian.core.spec.Entry;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Maven project with surefire. */
record JavaKit() implements Kit {
  private static final Pattern MAVEN_ERROR =
      Pattern.compile("^\\[ERROR] (\\S.*\\.java):\\[(\\d{1,9}),\\d+] (.*)$");
  private static final Pattern JAVAC_ERROR =
      Pattern.compile("^(\\S.*\\.java):(\\d{1,9}): error: (.*)$");
  private static final int MAX_FILES = 5_000;

  @Override
  public List<String> extensions() {
    return List.of(".java");
  }

  @Override
  public List<Failure> precheck(List<ArtifactFile> files, Entry entry) {
    boolean hasPom = files.stream().anyMatch(it -> it.path().equals("pom.xml"));
    return hasPom || !Toolbox.mentions(entry, "mvn")
        ? List.of()
        : List.of(
            SourceMap.failure(
                "build", "there is no pom.xml at the root", Optional.empty(), Optional.empty()));
  }

  @Override
  public List<Failure> buildErrors(CommandResult result, SourceMap sources) {
    Set<Failure> failures = new LinkedHashSet<>();
    result.stdout().head().lines().forEach(it -> javacError(it, sources).ifPresent(failures::add));
    result.stderr().head().lines().forEach(it -> javacError(it, sources).ifPresent(failures::add));
    return failures.stream().limit(TestResults.MAX_FAILURES).toList();
  }

  private static Optional<Failure> javacError(String line, SourceMap sources) {
    for (Pattern pattern : List.of(MAVEN_ERROR, JAVAC_ERROR)) {
      Matcher matcher = pattern.matcher(Text.cut(line, 2000));
      if (matcher.matches()) {
        return Optional.of(
            SourceMap.failure(
                "compile",
                matcher.group(3),
                sources.resolve(matcher.group(1)),
                Optional.of(Integer.parseInt(matcher.group(2)))));
      }
    }
    return Optional.empty();
  }

  @Override
  public Map<String, String> beforeTests(TestCommand tests, Toolbox toolbox) throws IOException {
    tests.keeper().delete(reports(tests.work()).stream().map(tests.work()::resolve).toList());
    return Map.of();
  }

  @Override
  public Optional<TestResults> results(TestCommand tests, CommandResult run, SourceMap sources)
      throws JUnitXml.UnreadableResultsException {
    return reports(tests.work()).isEmpty()
        ? Optional.empty()
        : Optional.of(Kit.sum(cases(tests), failed -> JavaFailures.of(failed, sources)));
  }

  @Override
  public CanaryTests canary(CanaryGround ground, CanaryNames names) {
    return JavaCanary.write(ground, names);
  }

  @Override
  public Sightings sightings(
      TestCommand tests, CommandResult run, SourceMap sources, CanaryTests canary, int before)
      throws JUnitXml.UnreadableResultsException {
    return Sightings.in(cases(tests), canary);
  }

  private static List<JUnitXml.Case> cases(TestCommand tests)
      throws JUnitXml.UnreadableResultsException {
    List<String> reports = reports(tests.work());
    List<JUnitXml.Case> cases = new ArrayList<>();
    long left = JUnitXml.MAX_BYTES;
    for (String report : reports) {
      byte[] xml =
          RegularFiles.read(tests.work(), report, (int) left)
              .orElseThrow(
                  () -> new JUnitXml.UnreadableResultsException(report + " cannot be read"));
      left -= xml.length;
      cases.addAll(JUnitXml.read(xml));
      if (cases.size() > JUnitXml.MAX_CASES) {
        throw new JUnitXml.UnreadableResultsException("more than 100000 tests");
      }
    }
    return cases;
  }

  @Override
  public KilledRun killed(TestCommand tests, CommandResult run, SourceMap sources) {
    List<String> reported =
        reports(tests.work()).stream()
            .map(it -> it.substring(it.lastIndexOf("/TEST-") + 6, it.length() - 4))
            .toList();
    return JavaProgress.read(run.stdout(), reported, sources);
  }

  private static List<String> reports(Path work) {
    return RegularFiles.find(
        work, 12, MAX_FILES, it -> it.matches("(.*/)?target/surefire-reports/TEST-[^/]*\\.xml"));
  }
}
