package dev.cambrian.server.selfcheck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.server.cli.ExitStatus;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A self-check that finds fault with rigs that do not keep what they promise. */
final class SuspicionTest {
  private static final Catalogue CATALOGUE = Catalogue.shipped();
  private static final Canary CANARY = Canary.fresh();

  @TempDir Path directory;

  private SelfcheckReport check(VerifierSource source, boolean strict, String... words)
      throws Exception {
    List<Fixture> fixtures =
        List.of(words).stream().flatMap(it -> CATALOGUE.select(it).stream()).toList();
    return new Selfcheck(CATALOGUE, source, directory, CANARY, 2, strict).run(fixtures, _ -> {});
  }

  private static List<String> surprises(SelfcheckReport report) {
    return report.results().stream()
        .filter(Result::surprising)
        .map(it -> it.fixture().id())
        .toList();
  }

  @Test
  void a_rig_that_lets_everything_pass_is_given_away_by_the_controls() throws Exception {
    SelfcheckReport report = check(FakeSource.yes(), false, "control");

    assertThat(surprises(report)).containsExactly("control/nothing", "control/constant");
    assertThat(report.status()).isEqualTo(ExitStatus.NEGATIVE);
    assertThat(report.results().getFirst().peakMemory()).hasValue(33L << 20);
  }

  @Test
  void a_rig_that_lets_nothing_pass_is_given_away_by_the_honest_ones() throws Exception {
    SelfcheckReport report =
        check(
            FakeSource.saying(FakeSource.failed(Stage.TEST, "ran no test", "")), false, "control");

    assertThat(surprises(report))
        .contains("control/honest", "control/honest-node", "control/constant")
        .doesNotContain("control/nothing");
    assertThat(report.aftermath().getFirst().problems()).hasSize(1);
  }

  @Test
  void the_right_stage_with_another_reason_is_a_surprise() throws Exception {
    SelfcheckReport report =
        check(
            FakeSource.saying(FakeSource.failed(Stage.BUILD, "ended with exit code 1", "")),
            false,
            "resource/fork-bomb");

    assertThat(surprises(report)).containsExactly("resource/fork-bomb");
    assertThat(report.results().getFirst().happened())
        .isEqualTo(
            "must be non-viable at build (150 processes and threads);"
                + " it is non-viable at build: ended with exit code 1");
  }

  @Test
  void no_verdict_and_an_exception_are_surprises() throws Exception {
    Verification aborted = new Verification.Aborted(FailureKind.RESOURCE, "no daemon");
    FakeSource throwing =
        new FakeSource(
            "fake",
            (_, _) -> {
              throw new IllegalStateException("a defect");
            },
            Optional.empty(),
            List.of());

    assertThat(check(FakeSource.saying(aborted), false, "hash/wrong-hash").results())
        .singleElement()
        .satisfies(it -> assertThat(it.happened()).contains("no verdict (resource): no daemon"));
    assertThat(
            new Trial(throwing, directory.resolve("more"), CatalogueTest.WORLD, CANARY, false)
                .run(CATALOGUE.find("hash/wrong-hash").orElseThrow())
                .happened())
        .contains("an exception of the verifier", "a defect");
  }

  @Test
  void the_planted_key_in_a_report_is_a_surprise_whatever_the_verdict() throws Exception {
    SelfcheckReport report =
        check(
            FakeSource.saying(
                FakeSource.failed(Stage.BUILD, "exit code 9", "KEY=" + CANARY.key() + "\n")),
            false,
            "secret/prints-environments");

    assertThat(surprises(report)).containsExactly("secret/prints-environments");
    assertThat(report.results().getFirst().happened()).startsWith("the key that was planted");
  }

  @Test
  void a_report_of_another_isolation_is_a_surprise() throws Exception {
    FakeSource other =
        new FakeSource("another", FakeSource.yes().verifier(), Optional.empty(), List.of());

    SelfcheckReport report = check(other, false, "control/honest");

    assertThat(report.results().getFirst().happened())
        .isEqualTo("the report must name the isolation another; it is viable");
  }

  @Test
  void a_missing_program_is_told_and_a_surprise_where_all_must_run() throws Exception {
    FakeSource without =
        new FakeSource(
            "fake", FakeSource.yes().verifier(), Optional.of("python3 not found"), List.of());

    Result told =
        new Trial(without, directory, CatalogueTest.WORLD, CANARY, false)
            .run(CATALOGUE.find("control/honest").orElseThrow());
    Result strict =
        new Trial(without, directory, CatalogueTest.WORLD, CANARY, true)
            .run(CATALOGUE.find("control/honest").orElseThrow());

    assertThat(told).isEqualTo(Result.notRun(told.fixture(), "python3 not found"));
    assertThat(strict.surprising()).isTrue();
  }

  @Test
  void what_is_left_behind_is_a_surprise() throws Exception {
    FakeSource leaving =
        new FakeSource(
            "fake",
            FakeSource.yes().verifier(),
            Optional.empty(),
            List.of("the directory /tmp/left"));

    SelfcheckReport report = check(leaving, false, "control/honest");

    assertThat(report.status()).isEqualTo(ExitStatus.NEGATIVE);
    assertThat(report.summary()).contains("SURPRISE: not so: nothing is left behind");
  }

  @Test
  void a_process_is_found_by_its_arguments() throws Exception {
    String sleep = "30." + System.nanoTime();
    Process left = new ProcessBuilder("sleep", sleep).start();
    try {
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> !HostProcesses.mentioning("cmdline", sleep).isEmpty());
    } finally {
      left.destroyForcibly();
    }
    left.waitFor();

    assertThat(HostProcesses.mentioning("cmdline", sleep)).isEmpty();
  }

  @Test
  void listeners_count_what_reaches_them() throws Exception {
    try (HostListeners listeners = HostListeners.open()) {
      String[] target = listeners.targets().split(",", 2)[0].split(":", 2);
      InetAddress host = InetAddress.ofLiteral(target[0]);
      int port = Integer.parseInt(target[1]);
      byte[] sent = "hello".getBytes(StandardCharsets.UTF_8);
      try (Socket stream = new Socket(host, port);
          DatagramSocket datagram = new DatagramSocket()) {
        stream.getOutputStream().write(sent);
        datagram.send(new DatagramPacket(sent, sent.length, host, port));
      }

      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> listeners.connections() == 2 && listeners.bytes() == 10);
    }
  }

  @Test
  void what_hostile_programs_say_is_harmless_on_a_screen() throws Exception {
    Fixture fixture = CATALOGUE.find("control/honest").orElseThrow();
    Result result =
        new Trial(
                FakeSource.saying(FakeSource.failed(Stage.TEST, "\u001b[2J\nviable", "")),
                Files.createDirectories(directory.resolve("hostile")),
                CatalogueTest.WORLD,
                CANARY,
                false)
            .run(fixture);

    assertThat(SelfcheckReport.line(result))
        .contains("\\x1b[2J\\nviable")
        .doesNotContain("\u001b", "\n");
    assertThat(new SelfcheckReport("fake", Optional.empty(), List.of(result), List.of()).json())
        .contains("\"standing\" : \"surprise\"")
        .doesNotContain("\u001b");
  }
}
