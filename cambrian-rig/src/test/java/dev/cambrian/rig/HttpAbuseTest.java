package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs that are ready like honest ones and then answer as they please. */
@Timeout(120)
class HttpAbuseTest {
  /** Answers /health properly and everything else with the code at {@code other}. */
  @SuppressWarnings("InlineFormatString")
  private static final String SERVER =
      """
      import os, socket, sys, time
      family = socket.AF_INET6 if sys.argv[2] == '6' else socket.AF_INET
      server = socket.socket(family)
      server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
      if family == socket.AF_INET6:
          server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
      server.bind(('::1' if family == socket.AF_INET6 else '127.0.0.1', int(sys.argv[1])))
      server.listen(50)
      OK = b'HTTP/1.1 200 OK\\r\\nContent-Type: application/json\\r\\n'
      seen = 0

      def other(c, n):
      %s

      while True:
          c, _ = server.accept()
          try:
              head = c.recv(65536)
              if head.startswith(b'GET /health'):
                  c.sendall(OK + b'Content-Length: 11\\r\\n\\r\\n{"ok":true}')
              else:
                  seen += 1
                  other(c, seen)
          except OSError:
              pass
          c.close()
      """;

  @TempDir Path directory;
  private Path scratch;
  private LocalVerifier verifier;

  @BeforeEach
  void open() throws Exception {
    Needs.python();
    scratch = Files.createDirectory(directory.resolve("scratch"));
    verifier =
        Needs.bubblewrap()
            .withScratch(scratch)
            .withLimits(
                RigLimits.DEFAULT
                    .withStart(Duration.ofSeconds(5))
                    .withContract(Duration.ofSeconds(1)));
  }

  @AfterEach
  void nothing_is_left() {
    assertThat(TestArtifact.leftovers(scratch)).isEmpty();
  }

  private ViabilityReport report(String other, String contract, String family) {
    TestArtifact artifact = TestArtifact.honestPython();
    return artifact
        .file("raw.py", SERVER.formatted(other.indent(4)))
        .start("exec python3 raw.py " + artifact.port() + " " + family)
        .contract(contract)
        .report(verifier, directory);
  }

  private String error(String other) {
    ViabilityReport report =
        report(
            other,
            """
            {"name": "other", "type": "http", "method": "GET", "path": "/other",
             "expect": {"status": 200, "body": {"n": 1}}}""",
            "4");
    assertThat(report.failureStage()).contains(Stage.HEALTH);
    return TestArtifact.result(report.checks().health().contracts(), "other").error().orElseThrow();
  }

  @Test
  void an_honest_chunked_answer_passes() {
    ViabilityReport report =
        report(
            "c.sendall(OK + b'Transfer-Encoding: chunked\\r\\n\\r\\n3\\r\\n{\"n\\r\\n4;x=y\\r\\n\":1}\\r\\n0\\r\\n\\r\\n')",
            """
            {"name": "other", "type": "http", "method": "GET", "path": "/other",
             "expect": {"status": 200, "body": {"n": 1}}}""",
            "4");

    assertThat(TestArtifact.result(report.checks().health().contracts(), "other").error())
        .isEmpty();
  }

  @Test
  void a_body_that_drips_fails_at_the_deadline_of_the_whole_exchange() {
    assertThat(
            error(
                """
                c.sendall(OK + b'Content-Length: 1000\\r\\n\\r\\n')
                for i in range(60):
                    c.sendall(b' ')
                    time.sleep(0.1)
                """))
        .contains("no whole answer within 1 s");
  }

  @Test
  void a_header_that_drips_fails_at_the_deadline_too() {
    assertThat(
            error(
                """
                for b in b'HTTP/1.1 200 OK ' * 4:
                    c.sendall(bytes([b]))
                    time.sleep(0.1)
                """))
        .contains("no whole answer within 1 s");
  }

  @Test
  void a_redirect_is_an_answer_and_not_followed() {
    assertThat(
            error(
                "c.sendall(b'HTTP/1.1 302 Found\\r\\nLocation: /health\\r\\nContent-Length: 0\\r\\n\\r\\n')"))
        .contains("302");
  }

  @Test
  void a_huge_body_is_cut() {
    assertThat(
            error(
                """
                c.sendall(OK + b'\\r\\n')
                for i in range(100000):
                    c.sendall(b' ' * 65536)
                """))
        .contains("more than 256 KiB");
  }

  @Test
  void a_hundred_thousand_headers_are_not_read() {
    assertThat(
            error(
                """
                c.sendall(OK)
                for i in range(100000):
                    c.sendall(b'X-%d: y\\r\\n' % i)
                c.sendall(b'\\r\\n')
                """))
        .contains("200 headers");
  }

  @Test
  void a_storm_of_interim_responses_ends() {
    assertThat(
            error(
                """
                for i in range(1000):
                    c.sendall(b'HTTP/1.1 103 Early Hints\\r\\n\\r\\n')
                """))
        .contains("interim");
  }

  @Test
  void a_million_nested_arrays_are_no_json_and_no_crash() {
    assertThat(error("c.sendall(OK + b'\\r\\n' + b'[' * 1000000)")).contains("256 KiB");
    assertThat(error("c.sendall(OK + b'\\r\\n' + b'[' * 200000)")).contains("body");
    assertThat(error("c.sendall(OK + b'\\r\\n{\"n\":' + b'[' * 90000 + b']' * 90000 + b'}')"))
        .contains("body");
  }

  @Test
  void a_packed_body_is_not_unpacked() {
    assertThat(
            error(
                """
                import gzip
                bomb = gzip.compress(b'{"n":1}' + b' ' * 10000000, 1)
                c.sendall(b'HTTP/1.1 200 OK\\r\\nContent-Type: application/json\\r\\n')
                c.sendall(b'Content-Encoding: gzip\\r\\nContent-Length: %d\\r\\n\\r\\n' % len(bomb) + bomb)
                """))
        .contains("body");
  }

  @Test
  void true_and_1_0_are_not_the_integer_1() {
    assertThat(error("c.sendall(OK + b'Content-Length: 10\\r\\n\\r\\n{\"n\":true}')"))
        .contains("body");
    assertThat(error("c.sendall(OK + b'Content-Length: 9\\r\\n\\r\\n{\"n\":1.0}')"))
        .contains("body");
  }

  @Test
  void a_reset_or_an_early_end_is_a_failure() {
    assertThat(error("c.sendall(OK + b'Content-Length: 50\\r\\n\\r\\n{\"n\":1}')"))
        .contains("bytes early");
    assertThat(error("c.sendall(b'SSH-2.0-x\\r\\n')")).contains("no HTTP response");
  }

  @Test
  void a_program_that_dies_right_after_the_last_answer_is_not_viable() {
    ViabilityReport report =
        report(
            """
            c.sendall(OK + b'Content-Length: 7\\r\\n\\r\\n{"n":1}')
            c.close()
            os._exit(0)
            """,
            """
            {"name": "other", "type": "http", "method": "GET", "path": "/other",
             "expect": {"status": 200, "body": {"n": 1}}}""",
            "4");

    assertThat(TestArtifact.result(report.checks().health().contracts(), "other").passed())
        .isTrue();
    assertThat(report.failureStage()).contains(Stage.HEALTH);
    assertThat(report.diagnostics().orElseThrow().failures())
        .anySatisfy(it -> assertThat(it.error()).contains("ended during the checks"));
  }

  @Test
  void a_program_on_ipv6_only_is_never_ready() {
    ViabilityReport report =
        report(
            "pass",
            """
            {"name": "other", "type": "http", "method": "GET", "path": "/other",
             "expect": {"status": 200}}""",
            "6");

    assertThat(report.failureStage()).contains(Stage.START);
  }
}
