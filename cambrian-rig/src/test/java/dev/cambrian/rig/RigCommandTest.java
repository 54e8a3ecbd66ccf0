package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.verdict.ReportCodec;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The rig as a command. */
@Timeout(120)
class RigCommandTest {
  @TempDir Path directory;
  private Path spec = Path.of("");
  private Path report = Path.of("");
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void open() {
    Needs.python();
    Needs.bubblewrap();
    report = directory.resolve("viability-report.json");
    spec = directory.resolve("TEST-SPEC.md");
  }

  private Path artifact(TestArtifact artifact) throws Exception {
    Files.writeString(spec, artifact.specText());
    return artifact.seal(directory).directory();
  }

  private int run(Object... args) {
    String[] line = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      line[i] = args[i].toString();
    }
    return new RigCommand("cambrian-rig", new PrintWriter(out), new PrintWriter(err)).run(line);
  }

  @Test
  void a_viable_artifact_gives_0_a_summary_and_a_report() throws Exception {
    Path artifact = artifact(TestArtifact.honestPython().generation(0));
    // $GENERATION is 0 where the artifact is judged alone.
    int code = run(artifact, "--spec", spec, "--report", report);

    assertThat(err.toString()).doesNotContain("cambrian-rig:");
    assertThat(code).isZero();
    assertThat(out.toString())
        .startsWith("viable\n")
        .contains("2 of 2 tests")
        .contains("isolation: bubblewrap");
    assertThat(ReportCodec.decode(Files.readAllBytes(report)).viable()).isTrue();
    assertThat(TestArtifact.leftovers(directory)).noneMatch(it -> it.endsWith(".tmp"));
  }

  @Test
  void a_non_viable_artifact_gives_1_and_what_it_printed_is_made_harmless() throws Exception {
    Path artifact =
        artifact(TestArtifact.honestPython().build("printf '\\033[2Jgone\\n' >&2; exit 9"));

    int code = run(artifact, "--spec", spec, "--report", report);

    assertThat(code).isEqualTo(1);
    assertThat(out.toString())
        .startsWith("non-viable\n")
        .containsPattern("(?m)^  manifest  ok {9,}\\d\\.\\d\\d s$")
        .containsPattern("(?m)^  build     failed {5,}\\d\\.\\d\\d s$")
        .containsPattern("(?m)^  test      not attempted$")
        .containsOnlyOnce("the build command ended with exit code 9")
        .contains("\\u001B[2Jgone")
        .doesNotContain("\u001b");
    assertThat(ReportCodec.decode(Files.readAllBytes(report)).viable()).isFalse();
  }

  @Test
  void json_prints_the_report_itself() throws Exception {
    Path artifact = artifact(TestArtifact.honestPython().build("exit 1"));

    run(artifact, "--spec", spec, "--report", report, "--json");

    assertThat(out.toString()).isEqualTo(Files.readString(report));
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void bad_input_gives_2_and_one_line_that_says_what_to_do() throws Exception {
    Path artifact = artifact(TestArtifact.honestPython());
    Path nowhere = directory.resolve("nowhere");
    Path noJson = Files.writeString(directory.resolve("baseline.json"), "[");

    refused(artifact)
        .contains("--spec is missing; name the specification with --spec=FILE")
        .endsWith("; see 'cambrian-rig --help'");
    refused(nowhere, "--spec", spec).contains("no directory " + nowhere, "name the artifact's");
    refused(artifact, "--spec", nowhere).contains(nowhere + ": there is no such file");
    refused(artifact, "--spec", spec, "--report", directory).contains("name a file", "--report");
    refused(artifact, "--spec", spec, "--report", nowhere.resolve("r")).contains("name a file");
    refused(artifact, "--spec", spec, "--report", artifact.resolve("r.json"))
        .contains("inside the artifact", "--report");
    refused(artifact, "--spec", spec, "--baseline", nowhere).contains("--baseline", "nowhere");
    refused(artifact, "--spec", spec, "--baseline", noJson).contains("--baseline", "no JSON");
    refused(artifact, "--spec", spec, "--redteam", noJson).contains("--redteam", "no JSON");
    refused(artifact, "--spec", spec, "--tier", "1").contains("--tier must be 2 or 3, not '1'");
    Files.writeString(noJson, "[{}]");
    refused(artifact, "--spec", spec, "--baseline", noJson).contains("in --baseline " + noJson);
    assertThat(artifact.resolve("r.json")).doesNotExist();
    assertThat(report).doesNotExist();
  }

  private AbstractStringAssert<?> refused(Object... args) {
    err.getBuffer().setLength(0);
    assertThat(run(args)).isEqualTo(2);
    assertThat(err.toString()).startsWith("cambrian-rig: ").hasLineCount(1);
    assertThat(out.toString()).isEmpty();
    return assertThat(err.toString().strip());
  }

  @Test
  void no_permitted_isolation_gives_3_and_names_both_ways_out() throws Exception {
    Path artifact = artifact(TestArtifact.honestPython());

    int code = run(artifact, "--spec", spec, "--report", report, "--isolation", "none");

    assertThat(code).isEqualTo(3);
    assertThat(err.toString()).contains("--unsafe-no-sandbox").contains("bubblewrap");
    assertThat(report).doesNotExist();
  }

  @Test
  void the_isolation_that_was_in_force_stands_in_the_report() throws Exception {
    Path artifact = artifact(TestArtifact.honestPython().build("exit 1"));

    run(artifact, "--spec", spec, "--report", report, "--isolation", "none", "--unsafe-no-sandbox");

    assertThat(ReportCodec.decode(Files.readAllBytes(report)).isolation()).isEqualTo("none");
  }

  /** A console that breaks where the verdict is printed. */
  private int runOnBroken(Throwable defect, Path artifact) {
    var broken =
        new StringWriter() {
          @Override
          public void write(String text) {
            if (defect instanceof Error error) {
              throw error;
            }
            throw (RuntimeException) defect;
          }

          @Override
          public void write(String text, int from, int length) {
            write(text);
          }
        };
    return new RigCommand("cambrian-rig", new PrintWriter(broken), new PrintWriter(err))
        .run(
            artifact.toString(),
            "--spec",
            spec.toString(),
            "--report",
            report.toString(),
            "--json");
  }

  @Test
  void a_defect_is_never_a_verdict_and_one_line() throws Exception {
    Path artifact = artifact(TestArtifact.honestPython().build("exit 1"));

    int exception = runOnBroken(new IllegalStateException("odd\u001b[1m\nthing"), artifact);
    int error = runOnBroken(new StackOverflowError(), artifact);

    assertThat(exception).isEqualTo(3);
    assertThat(error).isEqualTo(3);
    assertThat(err.toString().lines()).hasSize(2).allMatch(it -> it.startsWith("cambrian-rig: "));
    assertThat(err.toString()).contains("odd\\u001B[1m\\nthing").contains("StackOverflowError");
  }

  @Test
  void messages_with_hostile_names_are_made_harmless() throws Exception {
    Path artifact = artifact(TestArtifact.honestPython());
    Path hostile = directory.resolve("NO\u001b[2J\u202e\n.md");

    int code = run(artifact, "--spec", hostile, "--report", report);

    assertThat(code).isEqualTo(2);
    assertThat(err.toString()).contains("NO\\u001B[2J\\u202E").doesNotContain("\u001b", "\u202e");
    assertThat(err.toString().lines()).hasSize(1);
  }

  @Test
  void the_version_is_the_projects() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).matches("cambrian-rig \\d+\\.\\d+\\.\\d+\\S* \\(Java \\d+\\)\\R");
  }

  @Test
  void the_help_names_every_option_and_exit_code_in_lines_of_a_terminal() {
    assertThat(run("--help")).isZero();

    assertThat(out.toString())
        .startsWith("Usage: cambrian-rig [OPTION]... --spec=FILE DIR\nJudges an artifact")
        .contains("  -h, --help                Show this help message and exit.\n")
        .contains("      --build-timeout=SECONDS\n                            For the build")
        .containsPattern("--start-timeout=SECONDS[^;]*in\\s+seconds;\\s+30\\s+by\\s+default")
        .contains("0 viable, 1 non-viable, 2 usage or bad input, 3 no verdict");
    assertThat(RigOptions.ALL)
        .allSatisfy(option -> assertThat(out.toString()).contains(RigOptions.usage(option)))
        .allSatisfy(option -> assertThat(option.getDescription()).endsWith("."));
    assertThat(out.toString().lines()).allSatisfy(it -> assertThat(it).hasSizeLessThan(81));
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void an_output_that_is_lost_is_no_success() throws Exception {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.isWritable(full));
    Path complaint = directory.resolve("complaint.txt");
    Process rig =
        new ProcessBuilder(RigProcess.line(List.of(), "--help"))
            .redirectOutput(full.toFile())
            .redirectError(complaint.toFile())
            .start();

    assertThat(rig.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(rig.exitValue()).isEqualTo(3);
    assertThat(complaint).content().startsWith("cambrian-rig: the output could not be written");
  }

  @Test
  void another_system_than_linux_gives_3_and_one_line() throws Exception {
    Path artifact = artifact(TestArtifact.honestPython());
    String system = System.getProperty("os.name");
    int code;
    System.setProperty("os.name", "Mac OS X");
    try {
      code = run(artifact, "--spec", spec, "--report", report, "--json");
    } finally {
      System.setProperty("os.name", system);
    }

    assertThat(code).isEqualTo(3);
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString()).contains("Linux alone").contains("Mac OS X");
  }

  @Test
  void missing_bubblewrap_is_told_apart_from_one_that_does_not_work() throws Exception {
    Path bin = Files.createDirectory(directory.resolve("bin"));
    assertThat(Bubblewrap.detect(bin.toString()))
        .isInstanceOfSatisfying(
            Bubblewrap.Unusable.class,
            it -> assertThat(it.reason()).contains("install the package bubblewrap"));

    CommandEnvironment.executable(
        bin.resolve("bwrap"), "#!/bin/sh\necho 'bwrap: No permissions' >&2\nexit 1\n");
    CommandEnvironment.executable(bin.resolve("nsenter"), "#!/bin/sh\nexit 1\n");

    assertThat(Bubblewrap.detect(bin.toString()))
        .isInstanceOfSatisfying(
            Bubblewrap.Unusable.class,
            it ->
                assertThat(it.reason())
                    .contains("does not work here (bwrap: No permissions)")
                    .contains("user namespaces"));
  }
}
