package dev.cambrian.rig;

import dev.cambrian.core.artifact.ArtifactFile;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Node with its own test runner. */
record NodeKit() implements Kit {
  private static final String RESULTS = "node.xml";
  private static final Pattern SYNTAX = Pattern.compile("^@(\\d{1,9})\\t(\\d{1,9})\\t(.*)$");
  private static final Pattern SUMMARY =
      Pattern.compile("(?m)^(?:#|ℹ) (tests|pass|skipped|todo) (\\d{1,9})$");

  /**
   * What {@code node --check} does, for all files in one process: the parser sees each as the kind
   * of module that node would load it as, and nothing is run.
   */
  private static final String GATE =
      """
      'use strict';
      const cp = require('child_process'), fs = require('fs'), path = require('path'), vm = require('vm');
      const names = fs.readFileSync(process.argv[2], 'utf8').split('\\n').filter(Boolean);
      let bad = 0;
      function kind(name) {
        if (name.endsWith('.mjs')) return 'module';
        if (name.endsWith('.cjs')) return 'commonjs';
        for (let dir = path.dirname(name); ; dir = path.dirname(dir)) {
          try {
            const type = JSON.parse(fs.readFileSync(path.join(dir, 'package.json'), 'utf8')).type;
            return type === 'module' || type === 'commonjs' ? type : 'either';
          } catch {
            if (dir === '.' || dir === '/') return 'either';
          }
        }
      }
      function check(name, source, as) {
        try {
          if (as === 'module') new vm.SourceTextModule(source, { identifier: name });
          else vm.compileFunction(source, ['exports', 'require', 'module', '__filename', '__dirname'], { filename: name });
          return null;
        } catch (e) {
          const first = String(e && e.stack).split('\\n')[0];
          const at = first.startsWith(name + ':') ? parseInt(first.slice(name.length + 1), 10) : 0;
          return { line: at, message: String(e && e.message) };
        }
      }
      // The parser of modules keeps the line to itself; node's own check prints it.
      function lineByCheck(name) {
        const run = cp.spawnSync(process.execPath, ['--check', name], { encoding: 'utf8' });
        const at = /^\\S*:(\\d+)$/m.exec(run.stderr);
        return at ? Number(at[1]) : 1;
      }
      names.forEach((name, i) => {
        const source = fs.readFileSync(name, 'utf8').replace(/^#!/, '//');
        const as = kind(name);
        let error = check(name, source, as === 'either' ? 'commonjs' : as);
        if (error && as === 'either' && /import|export|await/.test(error.message)) {
          error = check(name, source, 'module');
        }
        if (error) {
          bad = 1;
          console.log('@' + i + '\\t' + (error.line > 0 ? error.line : lineByCheck(name)) + '\\t' + error.message.replace(/\\s+/g, ' '));
        }
      });
      process.exit(bad);
      """;

  @Override
  public List<String> extensions() {
    return List.of(".js", ".mjs", ".cjs");
  }

  @Override
  public Optional<String> syntaxGate(List<ArtifactFile> files, Path tools, String inside)
      throws IOException {
    List<String> sources =
        files.stream()
            .map(ArtifactFile::path)
            .filter(it -> extensions().stream().anyMatch(it::endsWith))
            .toList();
    if (sources.isEmpty()) {
      return Optional.empty();
    }
    Files.writeString(tools.resolve("gate.cjs"), GATE);
    Files.write(tools.resolve("gate.txt"), sources);
    return Optional.of(
        "exec node --no-warnings --experimental-vm-modules '%s/gate.cjs' '%s/gate.txt'"
            .formatted(inside, inside));
  }

  @Override
  public List<Failure> gateErrors(CommandResult result, SourceMap sources) {
    return GateOutput.read(result, SYNTAX, sources, ".js", ".mjs", ".cjs");
  }

  @Override
  public Map<String, String> beforeTests(TestCommand tests, Toolbox toolbox) throws IOException {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("npm_config_offline", "true");
    environment.put("npm_config_update_notifier", "false");
    if (writesJunit(toolbox.interpreterVersion())) {
      Path reporter = tests.tools().resolve("reporter.mjs");
      Files.writeString(reporter, NodeProgress.reporter(tests.inside().apply(tests.results())));
      environment.put(
          "NODE_OPTIONS",
          "--test-reporter="
              + tests.inside().apply(reporter)
              + " --test-reporter-destination="
              + tests.inside().apply(tests.results())
              + "/"
              + RESULTS
              + " --test-reporter=spec --test-reporter-destination=stdout");
    }
    return environment;
  }

  /** Older ones refuse to start with an unknown reporter. */
  private static boolean writesJunit(String version) {
    Matcher major = Pattern.compile("^(\\d{1,4})\\.").matcher(version);
    return major.find() && Integer.parseInt(major.group(1)) >= 20;
  }

  @Override
  public Optional<TestResults> results(TestCommand tests, CommandResult run, SourceMap sources)
      throws JUnitXml.UnreadableResultsException {
    Optional<byte[]> xml = RegularFiles.read(tests.results(), RESULTS, JUnitXml.MAX_BYTES);
    if (xml.isPresent() && xml.get().length > 0) {
      // A file without tests counts as a passed test of the file's name; it tested nothing.
      List<JUnitXml.Case> cases =
          JUnitXml.read(xml.get()).stream()
              .filter(
                  it ->
                      it.outcome() != JUnitXml.Outcome.PASSED
                          || sources.resolve(it.name()).isEmpty())
              .toList();
      NodeFailures failures = NodeFailures.of(tests.results(), sources);
      return Optional.of(Kit.sum(cases, failures::failure));
    }
    return console(run.stdout().tail());
  }

  @Override
  public KilledRun killed(TestCommand tests, CommandResult run, SourceMap sources) {
    return NodeProgress.read(tests.results(), sources);
  }

  private static Optional<TestResults> console(String text) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    Matcher summary = SUMMARY.matcher(text);
    while (summary.find()) {
      counts.put(summary.group(1), Integer.parseInt(summary.group(2)));
    }
    if (!counts.containsKey("tests") || !counts.containsKey("pass")) {
      return Optional.empty();
    }
    int skipped = counts.getOrDefault("skipped", 0) + counts.getOrDefault("todo", 0);
    int run = Math.max(0, counts.getOrDefault("tests", 0) - skipped);
    return Optional.of(
        new TestResults(
            run, Math.min(run, counts.getOrDefault("pass", 0)), List.of(), "the console"));
  }
}
