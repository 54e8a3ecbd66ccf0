package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.spec.Toolchain;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Node artifacts whose tests say that all is well, and which of them are believed. */
@Timeout(120)
class NodeCanaryTest {
  private static final String SWALLOWS = "canary: a test that must fail was not reported as failed";
  private static final String NOT_RUN = "canary: neither of the tests that the rig added";
  private static final String SERVER =
      """
      const http = require('node:http');
      http.createServer((req, res) => {
        res.writeHead(200, { 'Content-Type': 'application/json' });
        res.end('{}');
      }).listen(Number(process.argv[2]), '127.0.0.1');
      """;
  private static final String HONEST =
      """
      const { test } = require('node:test');
      const assert = require('node:assert');
      test('sum', () => assert.strictEqual(1 + 1, 2));
      """;
  private static final String FAILING = HONEST.replace("1 + 1, 2", "1 + 1, 3");

  @TempDir Path directory;
  private LocalVerifier verifier = Needs.plainProcesses();

  @BeforeEach
  void open() {
    Needs.node();
    verifier = Needs.bubblewrap();
  }

  private static TestArtifact artifact() {
    TestArtifact artifact = TestArtifact.of(Toolchain.NODE);
    return artifact
        .file("server.cjs", SERVER)
        .test("node --test")
        .start("exec node server.cjs " + artifact.port());
  }

  private void assertCaught(TestArtifact artifact, String error) {
    CanaryVerdict.assertCaught(artifact.report(verifier, directory), error);
  }

  private void assertViable(TestArtifact artifact, int testsRun) {
    CanaryVerdict.assertViable(artifact.report(verifier, directory), testsRun);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "node --test",
        "node --test test/",
        "node --test test/a.test.js",
        "node test/a.test.js",
        "sh run.sh"
      })
  void however_honest_tests_are_started_they_are_believed(String command) {
    assertViable(
        artifact()
            .file("test/a.test.js", HONEST + "// The end")
            .file("run.sh", "exec node --test test/a.test.js\n")
            .test(command),
        1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"type\": \"module\"}", "{\"name\": \"x\", \"type\" : \"module\"}"})
  void honest_modules_are_believed(String manifest) {
    assertViable(
        artifact()
            .file("package.json", manifest)
            .file("src/lib.js", "export const two = 2;\n")
            .file(
                "test/a.test.js",
                """
                import { test } from 'node:test';
                import assert from 'node:assert';
                import { two } from '../src/lib.js';
                import { three } from './helper.js';
                test('sum', async () => assert.strictEqual(1 + two, three));
                """)
            .file(
                "test/helper.js",
                """
                import { before } from 'node:test';
                before(() => {});
                export const three = 3;
                """),
        1);
  }

  @Test
  void an_honest_setup_that_is_loaded_first_is_believed() {
    assertViable(
        artifact()
            .file("setup.cjs", "process.env.READY = 'yes';\n")
            .file(
                "a.test.js",
                HONEST + "test('ready', () => assert.strictEqual(process.env.READY, 'yes'));\n")
            .file("run.sh", "NODE_OPTIONS=\"$NODE_OPTIONS --require ./setup.cjs\" node --test\n")
            .test("sh run.sh"),
        2);
  }

  @Test
  void an_honest_npm_script_with_hooks_that_are_loaded_first_is_believed() {
    assertViable(
        artifact()
            .file("test/hooks.mjs", "import { before } from 'node:test';\n")
            .file("test/a.test.js", HONEST)
            .file(
                "package.json",
                "{\"scripts\": {\"test\": \"node --import ./test/hooks.mjs --test test/a.test.js\"}}")
            .test("npm test"),
        1);
  }

  @Test
  void a_module_that_is_loaded_first_and_swallows_failures_is_not_believed() {
    assertCaught(
        artifact()
            .file(
                "setup.cjs",
                """
                if (process.env.NODE_TEST_CONTEXT) {
                  const nodeTest = require('node:test');
                  const real = nodeTest.test;
                  nodeTest.test = (name, run) => real(name, () => { try { run(); } catch {} });
                }
                """)
            .file("a.test.js", FAILING)
            .file("run.sh", "NODE_OPTIONS=\"$NODE_OPTIONS --require ./setup.cjs\" node --test\n")
            .test("sh run.sh"),
        SWALLOWS);
  }

  @Test
  void the_same_is_caught_where_only_the_console_tells_results() {
    assertCaught(
        artifact()
            .file(
                "setup.cjs",
                """
                if (process.env.NODE_TEST_CONTEXT) {
                  const nodeTest = require('node:test');
                  const real = nodeTest.test;
                  nodeTest.test = (name, run) => real(name, () => { try { run(); } catch {} });
                }
                """)
            .file("a.test.js", FAILING)
            .file("run.sh", "NODE_OPTIONS='--require ./setup.cjs' node --test\n")
            .test("sh run.sh"),
        SWALLOWS);
  }

  @Test
  void honest_results_on_the_console_alone_are_believed() {
    assertViable(
        artifact()
            .file("a.test.js", HONEST)
            .file("run.sh", "NODE_OPTIONS= node --test\n")
            .test("sh run.sh"),
        1);
  }

  @Test
  void a_test_file_that_overrides_the_runner_for_itself_is_not_believed() {
    assertCaught(
        artifact()
            .file("honest.test.js", HONEST)
            .file(
                "a.test.js",
                """
                const Module = require('node:module');
                const load = Module._load;
                Module._load = function (name, ...more) {
                  const loaded = load.call(this, name, ...more);
                  return name === 'node:test'
                    ? { ...loaded, test: (title) => loaded.test(title, () => {}) }
                    : loaded;
                };
                """
                    + FAILING),
        SWALLOWS);
  }

  @Test
  void a_test_file_that_exits_with_0_before_its_end_is_not_believed() {
    assertCaught(
        artifact().file("honest.test.js", HONEST).file("a.test.js", "process.exit(0);\n" + FAILING),
        NOT_RUN + " to a.test.js ran");
  }

  @Test
  void a_test_that_exits_with_0_is_not_believed() {
    assertCaught(
        artifact()
            .file("honest.test.js", HONEST)
            .file(
                "a.test.js",
                FAILING.replace(
                    "test('sum'", "test('leaves', () => process.exit(0));\ntest('sum'")),
        NOT_RUN + " to a.test.js ran");
  }

  @Test
  void a_runner_that_writes_the_results_itself_is_not_believed() {
    assertCaught(
        artifact()
            .file("a.test.js", FAILING)
            .file(
                "run.sh",
                """
                node --test >/dev/null 2>&1
                echo '<testsuites><testcase name="sum"/></testsuites>' > /cambrian/results/node.xml
                """)
            .test("sh run.sh"),
        NOT_RUN);
  }

  @Test
  void a_runner_that_only_mends_the_exit_code_is_not_believed() {
    assertCaught(
        artifact()
            .file("a.test.js", HONEST)
            .file("run.sh", "node --test || true\n")
            .test("sh run.sh"),
        "ended with exit code 0 (it ignores failures)");
  }

  @Test
  void marks_and_tap_are_read_from_the_console() {
    CanaryTests canary =
        new CanaryTests(
            List.of(
                new CanaryTests.Pair("goodgoodgo", "badbadbadb", "a.js"),
                new CanaryTests.Pair("finefinefi", "evilevilev", "b.js")),
            Map.of("a.js", "x".getBytes(StandardCharsets.UTF_8)));

    String said =
        """
        ok 1 - goodgoodgo
            not ok 12 - badbadbadb
        ✔ finefinefi (0.2ms)
        ✖ evilevilev (1.1ms)
        Error: evilevilev
        """;

    Sightings sightings = NodeCanary.console(new CommandResult.Output(said, said), canary);

    assertThat(sightings.outcomes())
        .containsEntry("goodgoodgo", Set.of(JUnitXml.Outcome.PASSED))
        .containsEntry("badbadbadb", Set.of(JUnitXml.Outcome.FAILED))
        .containsEntry("finefinefi", Set.of(JUnitXml.Outcome.PASSED))
        .containsEntry("evilevilev", Set.of(JUnitXml.Outcome.FAILED));
  }
}
