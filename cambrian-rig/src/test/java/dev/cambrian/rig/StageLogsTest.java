package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.StageLog;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.ViabilityReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the stages' commands printed, told whether they passed or not. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
class StageLogsTest {
  @TempDir Path directory;
  private LocalVerifier verifier;
  private final Map<Stage, StageLog> logs = new EnumMap<>(Stage.class);
  private final List<String> told = new ArrayList<>();
  private final List<StageLog> printing = new ArrayList<>();

  @BeforeEach
  void open() {
    Needs.python();
    verifier = Needs.bubblewrap().withScratch(directory);
  }

  @Test
  void every_stage_that_runs_a_command_has_a_log_right_before_its_end() {
    TestArtifact artifact = TestArtifact.honestPython();

    ViabilityReport report =
        judged(
            artifact
                .build("echo built; echo careful >&2")
                .start("echo up; echo so >&2; exec python3 server.py " + artifact.port()));

    assertThat(report.viable()).isTrue();
    assertThat(logs).containsOnlyKeys(Stage.BUILD, Stage.TEST, Stage.START, Stage.HEALTH);
    assertThat(log(Stage.BUILD)).isEqualTo(log("built\n", "careful\n"));
    assertThat(log(Stage.TEST).stderr().text())
        .contains("test_has_a_handler", "Ran 2 tests")
        .doesNotContain("FAILED");
    assertThat(log(Stage.START)).isEqualTo(log("up\n", "so\n"));
    assertThat(log(Stage.HEALTH)).isEqualTo(log("up\n", "so\n"));
    assertThat(told)
        .containsExactly(
            "ended manifest",
            "logged build",
            "ended build",
            "logged test",
            "ended test",
            "logged start",
            "ended start",
            "logged health",
            "ended health");
  }

  @Test
  void what_a_stage_prints_is_told_before_it_ends_and_changes_nothing_of_its_log() {
    String slowly = "for i in $(seq 40); do echo line $i; sleep 0.1; done";

    ViabilityReport report =
        judged(
            TestArtifact.honestPython()
                .build("true")
                .test("python3 -m unittest discover -v && " + slowly + " && echo at the end"));

    assertThat(report.viable()).isTrue();
    assertThat(told.subList(told.indexOf("ended build"), told.indexOf("logged test")))
        .contains("printing test");
    assertThat(printing).isNotEmpty();
    assertThat(printing.getFirst().stdout().text())
        .startsWith("line 1\n")
        .doesNotContain("at the end");
    assertThat(printing.getFirst().stderr().text()).contains("Ran 2 tests");
    assertThat(log(Stage.TEST).stdout().text()).startsWith("line 1\n").endsWith("at the end\n");
  }

  @Test
  void of_what_prints_without_end_few_bytes_are_told() {
    judged(
        TestArtifact.honestPython()
            .build("for i in $(seq 30); do yes | head -c 100000; sleep 0.1; done; exit 3"));

    assertThat(printing).isNotEmpty().hasSizeLessThan(10);
    assertThat(printing.getFirst().stdout().text()).hasSizeLessThanOrEqualTo(8 * 1024);
    assertThat(printing.getFirst().stdout().cut()).isPositive();
  }

  @Test
  void what_failed_has_a_log_too() {
    judged(TestArtifact.honestPython().build("echo no; exit 3"));
    assertThat(logs).containsOnlyKeys(Stage.BUILD);
    assertThat(log(Stage.BUILD)).isEqualTo(log("no\n", ""));

    judged(TestArtifact.honestPython().start("echo bye >&2; exit 4"));
    assertThat(logs).containsOnlyKeys(Stage.BUILD, Stage.TEST, Stage.START);
    assertThat(log(Stage.START)).isEqualTo(log("", "bye\n"));
  }

  @Test
  void a_runner_that_fails_its_canary_shows_what_it_printed_of_the_artifacts_tests() {
    ViabilityReport report =
        judged(
            TestArtifact.honestPython()
                .file(
                    "run.py",
                    """
                    import subprocess, sys
                    subprocess.run([sys.executable, '-m', 'unittest', 'discover', '-v'])
                    """)
                .test("python3 run.py"));

    assertThat(report.failureStage()).contains(Stage.TEST);
    assertThat(log(Stage.TEST).stderr().text()).contains("Ran 2 tests").doesNotContain("FAILED");
  }

  @Test
  void of_much_output_the_end_is_kept_and_what_is_no_UTF_8_is_replaced() {
    judged(
        TestArtifact.honestPython()
            .build(
                "yes 12345678 | head -n 100000; printf 'last \\377\\n'; printf '\\0\\033[2J' >&2"));

    assertThat(log(Stage.BUILD).stdout().text())
        .hasSize(65_534)
        .endsWith("12345678\nlast \uFFFD\n");
    assertThat(log(Stage.BUILD).stdout().cut()).isEqualTo(900_000 + 7 - 65_536 + 2);
    assertThat(log(Stage.BUILD).stderr()).isEqualTo(new StageLog.Output("\u0000\u001b[2J", 0));
  }

  private static StageLog log(String stdout, String stderr) {
    return new StageLog(new StageLog.Output(stdout, 0), new StageLog.Output(stderr, 0));
  }

  private StageLog log(Stage stage) {
    return logs.getOrDefault(stage, new StageLog(StageLog.Output.NONE, StageLog.Output.NONE));
  }

  private ViabilityReport judged(TestArtifact artifact) {
    logs.clear();
    told.clear();
    printing.clear();
    return TestArtifact.report(
        verifier.verify(
            artifact.request(artifact.seal(directory)),
            new VerificationListener() {
              @Override
              public void stagePrinting(Stage stage, StageLog end) {
                told.add("printing " + stage.id());
                printing.add(end);
              }

              @Override
              public void stageLogged(Stage stage, StageLog log) {
                told.add("logged " + stage.id());
                logs.put(stage, log);
              }

              @Override
              public void stageFinished(Stage stage, boolean passed, Duration elapsed) {
                told.add("ended " + stage.id());
              }
            }));
  }
}
