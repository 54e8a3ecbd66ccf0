package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.nio.file.Path;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each failed test of node is one failure with the place and the reason. */
@Timeout(120)
@DisplayNameGeneration(ReplaceUnderscores.class)
class NodeFailuresTest {
  private static final String SERVER =
      """
      require('node:http').createServer((req, res) => res.end('{}'))
        .listen(Number(process.argv[2]), '127.0.0.1');
      """;

  @TempDir private Path directory;
  private LocalVerifier verifier = Needs.plainProcesses();

  @BeforeEach
  void open() {
    Needs.node();
    verifier = Needs.bubblewrap();
  }

  private ViabilityReport judged(String... pathsAndContents) {
    TestArtifact artifact = TestArtifact.of(Toolchain.NODE).file("server.js", SERVER);
    for (int i = 0; i < pathsAndContents.length; i += 2) {
      artifact.file(pathsAndContents[i], pathsAndContents[i + 1]);
    }
    return artifact
        .test("node --test")
        .start("exec node server.js " + artifact.port())
        .report(verifier, directory);
  }

  private static void failed(ViabilityReport report, Tuple... failures) {
    assertThat(report.failureStage()).contains(Stage.TEST);
    assertThat(report.diagnostics().orElseThrow().failures())
        .extracting(
            Failure::test,
            it -> it.file().orElse("") + ":" + it.line().orElse(0),
            it -> it.error().lines().findFirst().orElse(""))
        .containsExactlyInAnyOrder(failures);
  }

  @Test
  void nested_tests_hooks_and_errors_of_every_kind_have_their_place() {
    ViabilityReport report =
        judged(
            "a.test.js",
            """
            const { test, describe, it, before, beforeEach } = require('node:test');
            const assert = require('node:assert');
            describe('outer', () => {
              describe('inner', () => {
                it('is deep', () => {
                  assert.equal(1, 2);
                });
                it('is fine', () => {});
              });
            });
            test('parent', async (t) => {
              await t.test('child', () => {
                throw new TypeError('sub');
              });
            });
            describe('hooks', () => {
              before(() => {
                throw new Error('before broke');
              });
              it('never runs', () => {});
            });
            describe('each', () => {
              beforeEach(() => { throw new Error('each broke'); });
              it('never runs', () => {});
            });
            test('no error', () => {
              throw 'text';
            });
            test('same', () => { throw new Error('one'); });
            test('same', () => { throw new Error('two'); });
            describe('breaks', () => {
              it('is lost', () => {});
              throw new Error('in the suite');
            });
            """);

    failed(
        report,
        Tuple.tuple("is deep", "a.test.js:6", "1 == 2"),
        Tuple.tuple("child", "a.test.js:13", "sub"),
        Tuple.tuple("never runs", "a.test.js:18", "did not run: before broke"),
        Tuple.tuple("never runs", "a.test.js:23", "failed running beforeEach hook: each broke"),
        Tuple.tuple("no error", "a.test.js:26", "text"),
        Tuple.tuple("same", "a.test.js:29", "one"),
        Tuple.tuple("same", "a.test.js:30", "two"),
        Tuple.tuple("is lost", "a.test.js:33", "did not run: in the suite"));
    assertThat(report.checks().test().testsRun()).isEqualTo(9);
    assertThat(report.checks().test().testsPassed()).isEqualTo(1);
  }

  @Test
  void a_helper_that_asserts_for_many_tests_is_not_the_place_of_any() {
    failed(
        judged(
            "a.test.js",
            """
            const { test, describe, it } = require('node:test');
            const assert = require('node:assert');
            function check(a) {
              assert.equal(a, 2);
            }
            async function later(a) {
              await null;
              check(a);
            }
            test('calls', () => {
              check(1);
            });
            test('awaits', async () => {
              await later(1);
            });
            describe('group', () => {
              it('is within', async (t) => {
                await t.test('deeper', () => {
                  check(1);
                });
              });
            });
            """),
        Tuple.tuple("calls", "a.test.js:11", "1 == 2"),
        Tuple.tuple("awaits", "a.test.js:14", "1 == 2"),
        Tuple.tuple("deeper", "a.test.js:19", "1 == 2"));
  }

  @Test
  void a_test_file_that_breaks_at_load_tells_where_and_why() {
    failed(
        judged(
            "fine.test.js",
            "require('node:test').test('fine', () => {});\n",
            "load.test.js",
            "const x = 1;\nrequire('./nothing.js');\n",
            "throws.test.mjs",
            "import { test } from 'node:test';\n\nthrow new Error('at load');\n",
            "imports.test.mjs",
            "import './helper.mjs';\n",
            "helper.mjs",
            "import nothing from './nope.mjs';\n",
            "exits.test.js",
            "require('node:test').test('x', () => { process.exit(5); });\n"),
        Tuple.tuple("load.test.js", "load.test.js:2", "Error: Cannot find module './nothing.js'"),
        Tuple.tuple("throws.test.mjs", "throws.test.mjs:3", "Error: at load"),
        Tuple.tuple(
            "imports.test.mjs",
            "helper.mjs:0",
            "Error [ERR_MODULE_NOT_FOUND]: Cannot find module '/work/nope.mjs' imported from"
                + " /work/helper.mjs"),
        Tuple.tuple("exits.test.js", "exits.test.js:0", "the test file ended with exit code 5"));
  }

  @Test
  void what_is_to_be_done_or_skipped_counts_in_neither_figure_though_it_fails() {
    ViabilityReport report =
        judged(
            "a.test.js",
            """
            const { test, it, describe } = require('node:test');
            test('runs', () => {});
            test('to do', { todo: true }, () => { throw new Error('not yet'); });
            test('to do too', (t) => { t.todo('later'); throw new Error('not yet'); });
            test.skip('skipped', () => { throw new Error('never'); });
            test('skips itself', (t) => { t.skip('here'); });
            describe('group', () => { it.todo('without a body'); });
            """);

    assertThat(report.diagnostics()).isEmpty();
    assertThat(report.checks().test().testsRun()).isEqualTo(1);
    assertThat(report.checks().test().testsPassed()).isEqualTo(1);
  }
}
