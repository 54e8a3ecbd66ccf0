package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.json.StrictJson;
import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.core.verdict.ReportCodec;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Artifacts laid out and described as the field's first system did, judged as they are. */
@Timeout(120)
class FirstSystemTest {
  private static final String PRIME =
      """
      \"""The organism.\"""
      import os

      import structlog
      from aiohttp import web
      from pydantic import BaseModel

      log = structlog.get_logger()


      class Health(BaseModel):
          ok: bool = True
          generation: int = int(os.environ.get("CAMBRIAN_GENERATION", "0"))


      async def health(request: web.Request) -> web.Response:
          return web.Response(text=Health().json(), content_type="application/json")


      def make_app() -> web.Application:
          app = web.Application()
          app.router.add_get("/health", health)
          return app


      if __name__ == "__main__":
          log.info("starting", port=PORT)
          web.run_app(make_app(), host="0.0.0.0", port=PORT)
      """;

  private static final String TESTS =
      """
      import pytest
      import yaml

      from src.prime import make_app


      async def test_health(aiohttp_client):
          client = await aiohttp_client(make_app())
          answer = await client.get("/health")
          assert answer.status == 200
          assert yaml.safe_load(await answer.text())["ok"] is True


      async def test_unknown_path(aiohttp_client):
          client = await aiohttp_client(make_app())
          assert (await client.get("/nowhere")).status == 404


      @pytest.mark.asyncio
      async def test_app_has_routes():
          assert len(make_app().router.routes()) >= 1
      """;

  private static final String REQUIREMENTS =
      """
      # what the toolchain brings
      aiohttp>=3.8,<4
      structlog>=22.1
      pydantic>=1.10  # either major version
      pyyaml
      pytest>=7
      pytest-asyncio>=0.20
      pytest-aiohttp~=1.0
      """;

  @TempDir Path directory;
  private Path python = Path.of("");

  @BeforeEach
  void open() {
    Needs.bubblewrap();
    python =
        Needs.pythonWith(
            "aiohttp",
            "structlog",
            "pydantic",
            "yaml",
            "pytest",
            "pytest_asyncio",
            "pytest_aiohttp",
            "packaging");
  }

  private static TestArtifact artifact() {
    TestArtifact artifact = TestArtifact.of(Toolchain.PYTHON);
    return artifact
        .file("requirements.txt", REQUIREMENTS)
        .file("pytest.ini", "[pytest]\nasyncio_mode = auto\n")
        .file("src/__init__.py", "")
        .file("src/prime.py", PRIME.replace("PORT", String.valueOf(artifact.port())))
        .file("tests/__init__.py", "")
        .file("tests/test_prime.py", TESTS)
        .build("uv pip install -r requirements.txt")
        .test("python -m pytest tests/ -v")
        .start("python -m src.prime")
        .contract(
            """
            {"name": "health", "type": "http", "method": "GET", "path": "/health",
             "expect": {"status": 200, "body": {"ok": true, "generation": "$GENERATION"}}}""");
  }

  /** As the first system writes a manifest: no toolchain, and members that Cambrian ignores. */
  private static void describe(Path sealed) throws Exception {
    Path file = sealed.resolve("manifest.json");
    ObjectNode manifest = (ObjectNode) StrictJson.read(Files.readAllBytes(file));
    manifest.remove(List.of("toolchain", "contracts"));
    manifest.put("producer-model", "claude-opus-4-6");
    manifest.put("created-at", "2026-03-21T09:15:02.481516+00:00");
    manifest.putObject("metadata").put("notes", "unknown to us");
    Files.writeString(file, manifest.toPrettyString());
  }

  /** With an interpreter that has the packages first on the user's PATH. */
  private ViabilityReport judged(TestArtifact artifact) throws Exception {
    Path spec = Files.writeString(directory.resolve("TEST-SPEC.md"), artifact.specText());
    Path sealed = artifact.seal(directory).directory();
    describe(sealed);
    Path report = directory.resolve("report.json");
    Path output = directory.resolve("output.txt");
    ProcessBuilder rig =
        new ProcessBuilder(
                RigProcess.line(
                    List.of("-XX:TieredStopAtLevel=1"),
                    sealed.toString(),
                    "--spec=" + spec,
                    "--report=" + report,
                    "--isolation=bubblewrap"))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    rig.environment().put("PATH", python.getParent() + ":" + Programs.userPath());
    Process process = rig.start();
    assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
    assertThat(report).as(Files.readString(output)).exists();
    return ReportCodec.decode(Files.readAllBytes(report));
  }

  @Test
  void an_honest_one_is_viable_offline() throws Exception {
    ViabilityReport report = judged(artifact());

    assertThat(report.diagnostics()).isEmpty();
    assertThat(report.viable()).isTrue();
    assertThat(report.checks().test().testsRun()).isEqualTo(3);
    assertThat(report.checks().health().contracts()).containsKey("health");
  }

  @Test
  void one_whose_spec_names_no_toolchain_is_judged_as_its_commands_say() throws Exception {
    ViabilityReport report = judged(artifact().withoutToolchain());

    assertThat(report.diagnostics()).isEmpty();
    assertThat(report.viable()).isTrue();
  }

  @Test
  void what_the_toolchain_lacks_is_told_with_the_line_that_asks_for_it() throws Exception {
    ViabilityReport report =
        judged(
            artifact()
                .file(
                    "requirements.txt",
                    "aiohttp>=99\nstructlog\nno-such-package-at-all[x]==1.0\n-e .\n"));

    assertThat(report.failureStage()).contains(Stage.BUILD);
    assertThat(report.diagnostics().orElseThrow().summary())
        .contains("the build command ended with exit code 1; 3 unmet requirements");
    assertThat(report.diagnostics().orElseThrow().failures())
        .extracting(Failure::test, it -> it.file().orElse(""), it -> it.line().orElse(0))
        .containsExactly(
            Tuple.tuple("requirement", "requirements.txt", 1),
            Tuple.tuple("requirement", "requirements.txt", 3),
            Tuple.tuple("requirement", "requirements.txt", 4));
    assertThat(report.diagnostics().orElseThrow().failures().getFirst().error())
        .startsWith("no matching distribution for aiohttp>=99 is installed; the toolchain offers: ")
        .contains("aiohttp 3");
    assertThat(report.diagnostics().orElseThrow().stdoutTail())
        .contains("Requirement already satisfied: structlog (");
  }

  @Test
  void a_failed_test_of_a_coroutine_has_its_file_and_line() throws Exception {
    ViabilityReport report =
        judged(
            artifact()
                .file(
                    "tests/test_more.py",
                    """
                    from src.prime import make_app

                    async def test_wrong(aiohttp_client):
                        client = await aiohttp_client(make_app())
                        answer = await client.get("/health")
                        assert answer.status == 201
                    """));

    assertThat(report.failureStage()).contains(Stage.TEST);
    assertThat(report.checks().test().testsPassed()).isEqualTo(3);
    assertThat(report.diagnostics().orElseThrow().failures())
        .extracting(Failure::test, it -> it.file().orElse(""), it -> it.line().orElse(0))
        .containsExactly(Tuple.tuple("tests.test_more.test_wrong", "tests/test_more.py", 6));
  }
}
