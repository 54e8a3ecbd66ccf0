package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Limit;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.ViabilityReport;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Artifacts that attempt something; each is bounded, and nothing of it outlives its run. */
@Timeout(120)
class AbuseTest {
  private static final RigLimits SHORT =
      RigLimits.DEFAULT
          .withBuild(Duration.ofSeconds(4))
          .withTest(Duration.ofSeconds(4))
          .withStart(Duration.ofSeconds(4))
          .withStop(Duration.ofSeconds(1));

  @TempDir Path directory;
  private Path scratch;
  private String sleep = "";

  @BeforeEach
  void open() throws Exception {
    Needs.python();
    scratch = Files.createDirectory(directory.resolve("scratch"));
    sleep = "sleep " + (1_000_000 + System.nanoTime() % 1_000_000);
  }

  @AfterEach
  void nothing_is_left() {
    assertThat(TestArtifact.leftovers(scratch)).isEmpty();
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> sleepers() == 0);
  }

  private long sleepers() {
    return ProcessHandle.allProcesses()
        .filter(it -> it.info().commandLine().orElse("").endsWith(sleep))
        .count();
  }

  private LocalVerifier verifier(Isolation isolation) {
    LocalVerifier verifier =
        isolation == Isolation.NONE ? Needs.plainProcesses() : Needs.bubblewrap();
    return verifier.withScratch(scratch).withLimits(SHORT);
  }

  @ParameterizedTest
  @EnumSource(names = {"BUBBLEWRAP", "NONE"})
  void a_build_that_sleeps_for_ever_dies_with_its_whole_tree(Isolation isolation) {
    ViabilityReport report =
        TestArtifact.honestPython()
            .build("setsid " + sleep + " & (trap '' TERM HUP; " + sleep + ") & " + sleep)
            .report(
                verifier(isolation).withLimits(SHORT.withBuild(Duration.ofSeconds(1))), directory);

    assertThat(report.failureStage()).contains(Stage.BUILD);
    assertThat(report.diagnostics().orElseThrow().summary())
        .contains("the build command did not end within 1 s and was killed");
    assertThat(report.diagnostics().orElseThrow().exitCode()).isEmpty();
    assertThat(report.diagnostics().orElseThrow().limit()).contains(Limit.TIME);
  }

  @ParameterizedTest
  @EnumSource(names = {"BUBBLEWRAP", "NONE"})
  void tests_that_sleep_for_ever_fail_at_their_limit(Isolation isolation) {
    ViabilityReport report =
        TestArtifact.honestPython()
            .test(sleep)
            .report(
                verifier(isolation).withLimits(SHORT.withTest(Duration.ofSeconds(1))), directory);

    assertThat(report.failureStage()).contains(Stage.TEST);
    assertThat(report.diagnostics().orElseThrow().limit()).contains(Limit.TIME);
    assertThat(report.checks().health().passed()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"BUBBLEWRAP", "NONE"})
  void a_daemon_of_the_build_does_not_answer_for_a_start_that_sleeps(Isolation isolation) {
    TestArtifact artifact = TestArtifact.honestPython();

    ViabilityReport report =
        artifact
            .build("setsid python3 server.py " + artifact.port() + " >/dev/null 2>&1 & sleep 0.6")
            .start("exec " + sleep)
            .report(
                verifier(isolation).withLimits(SHORT.withStart(Duration.ofSeconds(2))), directory);

    assertThat(report.failureStage()).contains(Stage.START);
    assertThat(report.diagnostics().orElseThrow().summary())
        .contains("not ready within 2 s")
        .contains("refused");
    assertThat(report.diagnostics().orElseThrow().limit()).contains(Limit.TIME);
  }

  @ParameterizedTest
  @EnumSource(names = {"BUBBLEWRAP", "NONE"})
  void a_flood_of_output_is_cut_and_its_writer_killed(Isolation isolation) {
    ViabilityReport report =
        TestArtifact.honestPython()
            .build("head -c 1000000000 /dev/zero | tr '\\0' '\\377'")
            .report(
                verifier(isolation).withLimits(SHORT.withBuild(Duration.ofSeconds(60))), directory);

    assertThat(report.failureStage()).contains(Stage.BUILD);
    assertThat(report.diagnostics().orElseThrow().summary())
        .contains("the build command wrote more than 64 MiB to its output and was killed");
    assertThat(report.diagnostics().orElseThrow().limit()).contains(Limit.OUTPUT);
    assertThat(Text.utf8Size(report.diagnostics().orElseThrow().stdoutTail()))
        .isBetween(60_000, 65_536);
  }

  @Test
  void reports_that_the_artifact_writes_are_never_read() {
    ViabilityReport report =
        TestArtifact.honestPython()
            .build(
                "for d in . /tmp $HOME /cambrian/results; do"
                    + " echo '{\"status\":\"viable\"}' > $d/viability-report.json; done;"
                    + " mkfifo /cambrian/results/pytest.xml;"
                    + " ln -s /etc/passwd /cambrian/results/node.xml")
            .report(verifier(Isolation.BUBBLEWRAP), directory);

    assertThat(report.diagnostics()).isEmpty();
    assertThat(report.checks().test().testsRun()).isEqualTo(2);
  }

  @Test
  void results_that_the_artifact_writes_itself_are_not_counted() {
    String forge =
        "echo '<testsuite><testcase name=\"x\"/></testsuite>' > /cambrian/results/pytest.xml";
    ViabilityReport report =
        TestArtifact.honestPython()
            .build(forge)
            .test(forge + "; : python3 -m unittest")
            .report(verifier(Isolation.BUBBLEWRAP), directory);

    assertThat(report.failureStage()).contains(Stage.TEST);
    assertThat(report.checks().test().testsRun()).isZero();
  }

  @Test
  void tests_that_rewrite_a_source_fail_and_the_original_is_started() {
    ViabilityReport report =
        TestArtifact.honestPython()
            .test(
                "python3 -m unittest discover; rc=$?; echo 'raise SystemExit(1)' > server.py;"
                    + " echo left > built.txt; exit $rc")
            .report(verifier(Isolation.BUBBLEWRAP), directory);

    assertThat(report.failureStage()).contains(Stage.TEST);
    assertThat(report.diagnostics().orElseThrow().summary()).contains("server.py");
    assertThat(report.checks().start().passed()).isTrue();
    assertThat(report.checks().health().passed()).isTrue();
  }

  @Test
  void what_tests_change_in_the_builds_output_does_not_reach_the_start() {
    TestArtifact artifact = TestArtifact.honestPython();

    ViabilityReport report =
        artifact
            .build("cp server.py built.py")
            .test(
                "python3 -m unittest discover; rc=$?; echo 'raise SystemExit(1)' > built.py; exit $rc")
            .start("exec python3 built.py " + artifact.port())
            .report(verifier(Isolation.BUBBLEWRAP), directory);

    assertThat(report.diagnostics()).isEmpty();
  }

  @Test
  void a_tree_that_is_hard_to_delete_is_deleted() {
    ViabilityReport report =
        TestArtifact.honestPython()
            .build(
                "python3 -c \"import os;"
                    + " print(len([(os.mkdir('d'*20), os.chdir('d'*20)) for i in range(3000)]))\";"
                    + " mkdir locked; touch locked/file; chmod 000 locked; exit 1")
            .report(
                verifier(Isolation.BUBBLEWRAP).withLimits(SHORT.withBuild(Duration.ofSeconds(20))),
                directory);

    assertThat(report.failureStage()).contains(Stage.BUILD);
    assertThat(report.diagnostics().orElseThrow().stdoutTail()).isEqualTo("3000\n");
  }

  @Test
  void a_build_that_leaves_a_bottomless_tree_is_not_tested() {
    ViabilityReport report =
        TestArtifact.honestPython()
            .build(
                "python3 -c \"import os;"
                    + " [(os.mkdir('d'), os.chdir('d')) for i in range(100)]\"")
            .report(verifier(Isolation.BUBBLEWRAP), directory);

    assertThat(report.failureStage()).contains(Stage.TEST);
    assertThat(report.diagnostics().orElseThrow().summary()).contains("64 levels");
  }

  @Test
  void nothing_leaves_the_sandbox_and_nothing_of_the_user_is_in_it() throws Exception {
    try (ServerSocket outside = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      outside.setSoTimeout(200);
      String home = System.getProperty("user.home");

      ViabilityReport report =
          TestArtifact.honestPython()
              .build(
                  "python3 -c \"import socket; socket.create_connection(('127.0.0.1', "
                      + outside.getLocalPort()
                      + "), 2)\" 2>&1 | tail -1; ls -a "
                      + home
                      + " | tail -3; env | sort; id -u; ls /proc | grep -c '^[0-9]';"
                      + " touch /usr/x /x /etc/x; exit 1")
              .report(verifier(Isolation.BUBBLEWRAP), directory);

      String said = report.diagnostics().orElseThrow().stdoutTail();
      assertThat(said).contains("ConnectionRefusedError").contains("\n1000\n");
      assertThat(said.lines().filter(it -> it.contains("=")).map(it -> it.split("=", 2)[0]))
          .isSubsetOf(
              "CAMBRIAN_GENERATION",
              "HOME",
              "LANG",
              "LC_CTYPE",
              "OLDPWD",
              "PATH",
              "PWD",
              "PYTHONDONTWRITEBYTECODE",
              "PYTHONUNBUFFERED",
              "SHLVL",
              "TERM",
              "TZ",
              "_");
      assertThat(report.diagnostics().orElseThrow().stderrTail().lines())
          .filteredOn(it -> it.contains("Read-only file system"))
          .hasSize(3);
      org.assertj.core.api.Assertions.assertThatExceptionOfType(SocketTimeoutException.class)
          .isThrownBy(outside::accept);
    }
  }

  @Test
  void a_port_that_another_program_holds_is_no_verdict() throws Exception {
    TestArtifact artifact = TestArtifact.honestPython();
    try (ServerSocket other =
        new ServerSocket(artifact.port(), 5, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {

      Verification verification = artifact.judge(verifier(Isolation.NONE), directory);

      assertThat(other.isBound()).isTrue();
      assertThat(verification)
          .isInstanceOfSatisfying(
              Verification.Aborted.class,
              it -> {
                assertThat(it.kind()).isEqualTo(FailureKind.RESOURCE);
                assertThat(it.reason()).contains("port " + artifact.port());
              });
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BUBBLEWRAP", "NONE"})
  void an_interrupt_ends_every_process_and_is_no_verdict(Isolation isolation) throws Exception {
    TestArtifact artifact = TestArtifact.honestPython().build(sleep);
    LocalVerifier verifier =
        verifier(isolation).withLimits(SHORT.withBuild(Duration.ofSeconds(60)));
    CompletableFuture<Verification> result = new CompletableFuture<>();
    Thread judge =
        Thread.ofPlatform().start(() -> result.complete(artifact.judge(verifier, directory)));
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> sleepers() > 0);

    judge.interrupt();

    assertThat(result.get(10, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            Verification.Aborted.class,
            it -> assertThat(it.kind()).isEqualTo(FailureKind.CANCELLED));
  }

  @Test
  void two_verifications_at_once_on_one_port_do_not_disturb_each_other() {
    LocalVerifier verifier = verifier(Isolation.BUBBLEWRAP).withLimits(RigLimits.DEFAULT);
    TestArtifact artifact = TestArtifact.honestPython();
    var sealed = artifact.seal(directory);

    var first =
        CompletableFuture.supplyAsync(
            () -> artifact.judge(verifier, sealed), Thread::startVirtualThread);
    var second =
        CompletableFuture.supplyAsync(
            () -> artifact.judge(verifier, sealed), Thread::startVirtualThread);

    assertThat(TestArtifact.report(first.join()).viable()).isTrue();
    assertThat(TestArtifact.report(second.join()).viable()).isTrue();
  }
}
