package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.nio.file.Path;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Artifacts for node and its own test runner. */
@Timeout(120)
class NodeArtifactTest {
  private static final String SERVER =
      """
      const http = require('node:http');
      function answer(path) { return path === '/health' ? { ok: true } : null; }
      module.exports = { answer };
      if (require.main === module) {
        http.createServer((req, res) => {
          const body = answer(req.url);
          res.writeHead(body ? 200 : 404, { 'Content-Type': 'application/json' });
          res.end(JSON.stringify(body));
        }).listen(Number(process.argv[2]), '127.0.0.1');
      }
      """;

  @TempDir Path directory;
  private LocalVerifier verifier = Needs.plainProcesses();

  @BeforeEach
  void open() {
    Needs.node();
    verifier = Needs.bubblewrap();
  }

  private TestArtifact artifact(String tests) {
    TestArtifact artifact = TestArtifact.of(Toolchain.NODE);
    return artifact
        .file("server.js", SERVER)
        .file("server.test.js", tests)
        .test("node --test")
        .start("exec node server.js " + artifact.port());
  }

  @Test
  void an_honest_artifact_is_viable_with_its_tests_counted() {
    ViabilityReport report =
        artifact(
                """
                const { test, describe, it } = require('node:test');
                const assert = require('node:assert');
                const { answer } = require('./server.js');
                test('health', () => assert.deepStrictEqual(answer('/health'), { ok: true }));
                test('skipped', { skip: true }, () => {});
                describe('group', () => {
                  it('knows nothing else', () => assert.strictEqual(answer('/x'), null));
                });
                """)
            .file(
                "module.mjs",
                "import fs from 'node:fs';\nexport const x = await Promise.resolve(fs);\n")
            .file("tool.js", "#!/usr/bin/env node\nif (process.argv.length > 9) return;\n")
            .report(verifier, directory);

    assertThat(report.diagnostics()).isEmpty();
    assertThat(report.checks().test().testsRun()).isEqualTo(2);
    assertThat(report.fitness())
        .containsEntry("test_files", 1.0)
        .containsEntry("source_files", 3.0);
  }

  @Test
  void a_failed_test_has_its_file_and_line() {
    ViabilityReport report =
        artifact(
                """
                const { test, describe, it } = require('node:test');
                const assert = require('node:assert');
                test('sum', () => {
                  assert.strictEqual(1 + 1, 3);
                });
                describe('group', () => {
                  it('throws', () => { throw new Error('<no> & "yes"'); });
                });
                """)
            .report(verifier, directory);

    assertThat(report.failureStage()).contains(Stage.TEST);
    assertThat(report.checks().test().testsRun()).isEqualTo(2);
    assertThat(report.checks().test().testsPassed()).isZero();
    assertThat(report.diagnostics().orElseThrow().failures())
        .extracting(Failure::test, it -> it.file().orElse(""), it -> it.line().orElse(0))
        .containsExactlyInAnyOrder(
            Tuple.tuple("sum", "server.test.js", 4), Tuple.tuple("throws", "server.test.js", 7));
  }

  @Test
  void the_message_of_a_failed_test_keeps_its_lines() {
    ViabilityReport report =
        artifact(
                """
                const { test } = require('node:test');
                const assert = require('node:assert');
                test('sum', () => assert.strictEqual(1 + 1, 3));
                test('throws', () => { throw new Error('one\\n  two & <x> "q"\\n\\nthree'); });
                test('long', () => { throw new Error('line\\n'.repeat(1000)); });
                """)
            .report(verifier, directory);

    assertThat(report.diagnostics().orElseThrow().failures())
        .extracting(Failure::test, Failure::error)
        .containsExactlyInAnyOrder(
            Tuple.tuple("sum", "Expected values to be strictly equal:\n\n2 !== 3"),
            Tuple.tuple("throws", "one\n  two & <x> \"q\"\n\nthree"),
            Tuple.tuple("long", "line\n".repeat(99) + "line…"));
  }

  @Test
  void a_test_file_without_tests_is_no_test() {
    ViabilityReport report =
        artifact("console.log('# tests 5'); console.log('# pass 5');\n")
            .report(verifier, directory);

    assertThat(report.failureStage()).contains(Stage.TEST);
    assertThat(report.diagnostics().orElseThrow().summary()).contains("ran no test");
  }

  @Test
  void syntax_errors_have_file_and_line() {
    ViabilityReport report =
        artifact("")
            .file("bad.js", "let a = 1;\nlet b = ;\n")
            .file("worse.mjs", "export default {\n  x: 1,\n  y 2\n};\n")
            .report(verifier, directory);

    assertThat(report.failureStage()).contains(Stage.BUILD);
    assertThat(report.diagnostics().orElseThrow().failures())
        .extracting(it -> it.file().orElse(""), it -> it.line().orElse(0))
        .containsExactly(Tuple.tuple("bad.js", 2), Tuple.tuple("worse.mjs", 3));
  }
}
