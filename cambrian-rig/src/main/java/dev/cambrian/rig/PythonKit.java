package dev.cambrian.rig;

import dev.cambrian.core.artifact.ArtifactFile;
import dev.cambrian.core.artifact.ArtifactPath;
import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Python with pytest or unittest. */
record PythonKit() implements Kit {
  private static final Pattern OWN_RESULTS = Pattern.compile("--junit-?xml[= ](\\S+)");
  private static final String RESULTS = "pytest.xml";
  private static final Pattern SYNTAX = Pattern.compile("^@(\\d{1,9})\\t(\\d{1,9})\\t(.*)$");
  private static final Pattern REFUSED =
      Pattern.compile("(?m)^error: (?:(\\S[^:\\n]*):(\\d{1,9}): )?(.+)$");

  /** Compiles to nothing but the error; {@code -I} keeps the working directory off the path. */
  private static final String GATE =
      """
      import sys
      bad = 0
      with open(sys.argv[1], encoding='utf-8') as listing:
          names = listing.read().splitlines()
      for i, name in enumerate(names):
          try:
              with open(name, 'rb') as source:
                  compile(source.read(), name, 'exec', dont_inherit=True)
          except SyntaxError as e:
              bad = 1
              print('@%d\\t%d\\t%s' % (i, e.lineno or 1, str(e.msg).replace('\\n', ' ')))
          except (ValueError, MemoryError, RecursionError) as e:
              bad = 1
              print('@%d\\t1\\t%s' % (i, type(e).__name__))
      sys.exit(bad)
      """;

  @Override
  public List<String> extensions() {
    return List.of(".py");
  }

  @Override
  public Optional<String> syntaxGate(List<ArtifactFile> files, Path tools, String inside)
      throws IOException {
    List<String> sources = sources(files);
    if (sources.isEmpty()) {
      return Optional.empty();
    }
    Files.writeString(tools.resolve("gate.py"), GATE);
    Files.write(tools.resolve("gate.txt"), sources);
    return Optional.of(
        "exec python3 -I -S -W ignore '%s/gate.py' '%s/gate.txt'".formatted(inside, inside));
  }

  private List<String> sources(List<ArtifactFile> files) {
    return files.stream().map(ArtifactFile::path).filter(it -> it.endsWith(".py")).toList();
  }

  @Override
  public List<Failure> gateErrors(CommandResult result, SourceMap sources) {
    return GateOutput.read(result, SYNTAX, sources, ".py");
  }

  @Override
  public String buildErrorName() {
    return "unmet requirement";
  }

  /** What our {@code uv} and {@code pip} refuse, with the line that asks for it. */
  @Override
  public List<Failure> buildErrors(CommandResult result, SourceMap sources) {
    return REFUSED
        .matcher(result.stderr().head())
        .results()
        .limit(TestResults.MAX_FAILURES)
        .map(
            it ->
                SourceMap.failure(
                    "requirement",
                    it.group(3),
                    Optional.ofNullable(it.group(1)).flatMap(sources::resolve),
                    Optional.ofNullable(it.group(2)).map(Integer::parseInt)))
        .toList();
  }

  @Override
  public Map<String, String> beforeTests(TestCommand tests, Toolbox toolbox) {
    ownResults(tests).map(tests.work()::resolve).ifPresent(PythonKit::deleteFile);
    return Map.of(
        "PYTEST_ADDOPTS",
        "-p no:cacheprovider -o junit_family=xunit1 -o verbosity_test_cases=1 --color=no --junitxml="
            + tests.inside().apply(tests.results())
            + "/"
            + RESULTS);
  }

  @Override
  public Optional<TestResults> results(TestCommand tests, CommandResult run, SourceMap sources)
      throws JUnitXml.UnreadableResultsException {
    // Where unittest runs, only the artifact itself could have written such a file.
    boolean unittest = Toolbox.mentions(tests.line(), "unittest");
    Optional<byte[]> xml = RegularFiles.read(tests.results(), RESULTS, JUnitXml.MAX_BYTES);
    Optional<String> own = ownResults(tests);
    if (xml.isEmpty() && own.isPresent()) {
      xml = RegularFiles.read(tests.work(), own.get(), JUnitXml.MAX_BYTES);
    }
    if (unittest) {
      return UnittestConsole.read(run.stderr(), tests.work(), sources);
    }
    List<JUnitXml.Case> cases = xml.isPresent() ? JUnitXml.read(xml.get()) : List.of();
    if (cases.isEmpty() && !run.succeeded()) {
      return PytestResults.complaint(run.stderr(), sources)
          .or(() -> UnittestConsole.read(run.stderr(), tests.work(), sources));
    }
    return xml.isPresent()
        ? Optional.of(PytestResults.of(cases, sources))
        : UnittestConsole.read(run.stderr(), tests.work(), sources);
  }

  @Override
  public KilledRun killed(TestCommand tests, CommandResult run, SourceMap sources) {
    KilledRun pytest = PythonProgress.pytest(run.stdout(), tests.work(), sources);
    return Toolbox.mentions(tests.line(), "unittest") || pytest.silent()
        ? PythonProgress.unittest(run.stderr(), tests.work(), sources)
        : pytest;
  }

  /** Where the command itself says that pytest writes: that goes before the rig's option. */
  private static Optional<String> ownResults(TestCommand tests) {
    Matcher option = OWN_RESULTS.matcher(tests.line());
    return option.find()
        ? Optional.of(option.group(1))
            .filter(path -> ArtifactPath.violation(path, Toolchain.PYTHON).isEmpty())
        : Optional.empty();
  }

  private static void deleteFile(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new InfrastructureException("cannot delete old test results " + file, e);
    }
  }
}
