package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.verdict.Limit;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Artifacts that take more of the machine than their limit, each with a twin that does the same
 * within it. All are bounded, and a killed one leaves nothing.
 */
@Timeout(120)
class ResourceAbuseTest {
  private static final RigLimits LIMITS =
      RigLimits.DEFAULT
          .withBuild(Duration.ofSeconds(60))
          .withTest(Duration.ofSeconds(60))
          .withResources(
              ResourceLimits.DEFAULT
                  .withDiskBytes(64L << 20)
                  .withFiles(2000)
                  .withMemoryBytes(200L << 20)
                  .withTasks(150));

  /** Each takes a count and lingers, so that what it took can be seen. */
  private static final String TAKER =
      """
      import os, subprocess, sys, threading, time
      what, count = sys.argv[1], int(sys.argv[2])
      if what == 'disk':
          with open('filler', 'wb') as f:
              for i in range(count):
                  f.write(b'x' * (1 << 20))
      elif what == 'nameless':
          with open('filler', 'wb') as f:
              os.unlink('filler')
              for i in range(count):
                  f.write(b'x' * (1 << 20))
              time.sleep(0.5)
      elif what == 'files':
          os.mkdir('many')
          for i in range(count):
              open('many/%d' % i, 'w').close()
      elif what == 'memory':
          taken = bytearray()
          for i in range(count):
              taken += b'x' * (1 << 20)
      elif what == 'shared':
          taken = bytearray(b'x' * (count << 20))
          for i in range(6):
              if os.fork() == 0:
                  time.sleep(1.5)
                  os._exit(0)
      elif what == 'processes':
          for i in range(count):
              if os.fork() == 0:
                  time.sleep(20 if count > 150 else 1)
                  os._exit(0)
      elif what == 'threads':
          threading.stack_size(65536)
          for i in range(count):
              threading.Thread(target=time.sleep, args=(20 if count > 150 else 1,)).start()
      time.sleep(0.5)
      if count > 150:
          time.sleep(20)
      """;

  @TempDir Path directory;
  private Path scratch;

  @BeforeEach
  void open() throws Exception {
    Needs.python();
    scratch = Files.createDirectory(directory.resolve("scratch"));
  }

  @AfterEach
  void nothing_is_left() {
    assertThat(TestArtifact.leftovers(scratch)).isEmpty();
  }

  private LocalVerifier verifier(Isolation isolation) {
    LocalVerifier verifier =
        isolation == Isolation.NONE ? Needs.plainProcesses() : Needs.bubblewrap();
    return verifier.withScratch(scratch).withLimits(LIMITS);
  }

  private static TestArtifact taker() {
    return TestArtifact.honestPython().file("taker.py", TAKER);
  }

  private static String take(String what, int count) {
    return String.format(Locale.ROOT, "python3 taker.py %s %d", what, count);
  }

  @ParameterizedTest
  @CsvSource({
    "BUBBLEWRAP, disk, 3000, DISK, 64 MiB on disk",
    "NONE, disk, 3000, DISK, 64 MiB on disk",
    "BUBBLEWRAP, nameless, 1000, DISK, 64 MiB on disk",
    "BUBBLEWRAP, files, 100000, FILES, 2000 files on disk",
    "BUBBLEWRAP, memory, 4096, MEMORY, 200 MiB of memory",
    "NONE, memory, 4096, MEMORY, 200 MiB of memory",
    "BUBBLEWRAP, processes, 400, TASKS, 150 processes and threads",
    "NONE, processes, 400, TASKS, 150 processes and threads",
    "BUBBLEWRAP, threads, 400, TASKS, 150 processes and threads",
  })
  void a_build_over_a_limit_is_killed_and_the_limit_named(
      Isolation isolation, String what, int count, Limit limit, String most) {
    ViabilityReport report =
        taker().build(take(what, count)).report(verifier(isolation), directory);

    assertThat(report.failureStage()).contains(Stage.BUILD);
    assertThat(report.diagnostics().orElseThrow().summary())
        .isEqualTo("the build command went over its limit of " + most + " and was killed");
    assertThat(report.diagnostics().orElseThrow().limit()).contains(limit);
    assertThat(report.checks().build().durationMs()).isLessThan(40_000);
  }

  @ParameterizedTest
  @CsvSource({
    "disk, 20",
    "nameless, 20",
    "files, 140",
    "memory, 60",
    "shared, 60",
    "processes, 60",
    "threads, 60"
  })
  void its_twin_within_the_limit_is_viable(String what, int count) {
    ViabilityReport report =
        taker().build(take(what, count)).report(verifier(Isolation.BUBBLEWRAP), directory);

    assertThat(report.diagnostics()).isEmpty();
  }

  @Test
  void tests_over_a_limit_are_killed_and_what_was_built_is_started() {
    ViabilityReport report =
        taker()
            .test("python3 -m unittest discover && " + take("disk", 3000))
            .report(verifier(Isolation.BUBBLEWRAP), directory);

    assertThat(report.failureStage()).contains(Stage.TEST);
    assertThat(report.diagnostics().orElseThrow().summary())
        .contains("went over its limit of 64 MiB on disk and was killed; 2 tests had ended");
    assertThat(report.diagnostics().orElseThrow().limit()).contains(Limit.DISK);
    assertThat(report.checks().health().passed()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"BUBBLEWRAP", "NONE"})
  void a_program_over_a_limit_is_not_ready_for_that_reason(Isolation isolation) {
    ViabilityReport report =
        taker().start("exec " + take("memory", 4096)).report(verifier(isolation), directory);

    assertThat(report.failureStage()).contains(Stage.START);
    assertThat(report.diagnostics().orElseThrow().summary())
        .isEqualTo("the program went over its limit of 200 MiB of memory and was killed");
    assertThat(report.diagnostics().orElseThrow().limit()).contains(Limit.MEMORY);
  }

  @Test
  void a_program_over_a_limit_during_the_checks_fails_for_that_first() {
    TestArtifact artifact = TestArtifact.honestPython();

    ViabilityReport report =
        artifact
            .file(
                "flood.py",
                """
                import os, sys
                from http.server import HTTPServer
                import server

                class Flooding(server.Handler):
                    def do_GET(self):
                        if self.path == '/flood':
                            for i in range(15259):
                                os.write(1, b'x' * 65536)
                        server.Handler.do_GET(self)

                HTTPServer(('127.0.0.1', int(sys.argv[1])), Flooding).serve_forever()
                """)
            .start("exec python3 flood.py " + artifact.port())
            .contract(
                """
                {"name": "flood", "type": "http", "method": "GET", "path": "/flood",
                 "expect": {"status": 200}}""")
            .report(verifier(Isolation.BUBBLEWRAP), directory);

    assertThat(report.failureStage()).contains(Stage.HEALTH);
    assertThat(report.diagnostics().orElseThrow().summary())
        .startsWith(
            "the program wrote more than 64 MiB to its output and was killed;"
                + " 1 of 2 contracts failed: contract flood: ");
  }

  @Test
  void a_sparse_terabyte_is_not_made() {
    ViabilityReport report =
        TestArtifact.honestPython()
            .build("truncate -s 1T big || exit 3")
            .report(verifier(Isolation.BUBBLEWRAP), directory);

    assertThat(report.failureStage()).contains(Stage.BUILD);
    assertThat(report.diagnostics().orElseThrow().summary()).contains("exit code");
    assertThat(report.diagnostics().orElseThrow().stderrTail())
        .containsAnyOf("File size limit exceeded", "File too large");
  }

  @ParameterizedTest
  @EnumSource(names = {"BUBBLEWRAP", "NONE"})
  void a_command_that_ends_for_the_size_of_a_file_names_that_limit(Isolation isolation) {
    ViabilityReport report =
        TestArtifact.honestPython()
            .build("exec truncate -s 1T big")
            .report(verifier(isolation), directory);

    assertThat(report.diagnostics().orElseThrow().limit()).contains(Limit.FILE_SIZE);
    assertThat(report.diagnostics().orElseThrow().exitCode()).contains(153);
  }

  @Test
  void a_sparse_file_within_the_limit_is_made() {
    ViabilityReport report =
        TestArtifact.honestPython()
            .build("truncate -s 1M big || exit 3")
            .report(verifier(Isolation.BUBBLEWRAP), directory);

    assertThat(report.diagnostics()).isEmpty();
  }
}
