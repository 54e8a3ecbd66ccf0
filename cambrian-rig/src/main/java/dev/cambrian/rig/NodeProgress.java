package dev.cambrian.rig;

import dev.cambrian.core.verdict.ViabilityReport.Failure;
import dev.cambrian.rig.KilledRun.Running;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How far node's test runner came. Its reporters write of a test when it has ended, the one for
 * JUnit not even then, so the rig's reporter notes each step as it comes and hands it on to that
 * one.
 */
final class NodeProgress {
  static final String NOTES = "node.notes";
  static final int MAX_NOTES = 8 << 20;

  private static final String REPORTER =
      """
      import { openSync, writeSync } from 'node:fs';
      import { junit } from 'node:test/reporters';

      const steps = { 'test:dequeue': 'begun', 'test:complete': 'ended', 'test:pass': 'passed', 'test:fail': 'failed' };
      const said = new Map();
      let notes;
      try {
        notes = openSync(NOTES, 'w');
      } catch {
        // Then the run goes on without them.
      }
      function note({ type, data }) {
        if (notes === undefined || !steps[type]) return;
        const counts = !data.skip && !data.todo && data.details?.type !== 'suite' && data.name !== data.file;
        const fields = [steps[type], counts ? 'test' : 'other', data.nesting, data.line ?? 0, data.file ?? '', data.name, why(data)];
        const told = fields.map((it) => String(it).replace(/\\s+/g, ' ').slice(0, 300));
        told.push(type === 'test:fail' ? JSON.stringify(details(data)) : '""');
        try {
          writeSync(notes, told.join('\\t') + '\\n');
        } catch {
          notes = undefined;
        }
      }
      function why(data) {
        const error = data.details?.error;
        return error?.cause?.message ?? error?.message ?? '';
      }
      // Of a test file that broke outside its tests all that is known is what it said.
      function details(data) {
        if (data.name === data.file) return said.get(data.file) ?? '';
        const error = data.details?.error;
        return String(error?.cause?.stack ?? error?.stack ?? '').slice(0, 4000);
      }
      function listen({ type, data }) {
        if (type !== 'test:stderr' || !data.file) return;
        said.set(data.file, ((said.get(data.file) ?? '') + data.message).slice(-4000));
      }
      async function* noted(events) {
        for await (const event of events) {
          listen(event);
          note(event);
          yield event;
        }
      }
      export default (events) => junit(noted(events));
      """;

  private NodeProgress() {}

  /**
   * The reporter's source.
   *
   * @param results directory for results, as the commands see it
   */
  static String reporter(String results) {
    return REPORTER.replace("NOTES", "'" + results + "/" + NOTES + "'");
  }

  private record Test(int nesting, int line, String file, String name) {
    /** A test file counts as a test around its tests. */
    boolean isFile() {
      return nesting == 0 && name.equals(file);
    }

    boolean encloses(Test other) {
      return file.equals(other.file) && (nesting < other.nesting || (isFile() && !other.isFile()));
    }
  }

  static KilledRun read(Path results, SourceMap sources) {
    Optional<byte[]> notes = RegularFiles.read(results, NOTES, MAX_NOTES);
    if (notes.isEmpty()) {
      return KilledRun.SILENT;
    }
    Set<Test> running = new LinkedHashSet<>();
    Optional<String> last = Optional.empty();
    List<Failure> failures = new ArrayList<>();
    int passed = 0;
    int failed = 0;
    for (String line : new String(notes.get(), StandardCharsets.UTF_8).lines().toList()) {
      String[] fields = line.split("\t", -1);
      if (fields.length != 8 || !(fields[2] + fields[3]).matches("\\d{2,12}")) {
        continue;
      }
      Test test =
          new Test(Integer.parseInt(fields[2]), Integer.parseInt(fields[3]), fields[4], fields[5]);
      boolean counts = fields[1].equals("test");
      switch (fields[0]) {
        case "begun" -> running.add(test);
        case "passed" -> {
          passed += counts ? 1 : 0;
          last = Optional.of(test.name());
        }
        case "failed" -> {
          failed += counts ? 1 : 0;
          last = Optional.of(test.name());
          if (counts && failures.size() < TestResults.MAX_FAILURES) {
            failures.add(
                SourceMap.failure(
                    test.name(),
                    fields[6],
                    sources.resolve(test.file()),
                    Optional.of(test.line())));
          }
        }
        default -> {}
      }
      if (!fields[0].equals("begun")) {
        running.remove(test);
      }
    }
    return new KilledRun(
        Optional.of(new TestResults(passed + failed, passed, failures, "the runner")),
        last,
        innermost(running, sources));
  }

  private static List<Running> innermost(Set<Test> running, SourceMap sources) {
    List<Running> places = new ArrayList<>();
    for (Test test : running) {
      if (running.stream().noneMatch(test::encloses)) {
        Optional<String> file = sources.resolve(test.file());
        places.add(
            new Running(
                test.isFile() ? file.orElse(test.name()) : test.name(),
                file,
                test.isFile() ? Optional.empty() : Optional.of(test.line())));
      }
    }
    return places;
  }
}
