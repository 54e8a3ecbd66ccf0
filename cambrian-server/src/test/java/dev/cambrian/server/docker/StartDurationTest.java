package dev.cambrian.server.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.rig.IsolationPolicy;
import dev.cambrian.rig.LocalVerifier;
import java.nio.file.Path;
import java.util.LongSummaryStatistics;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report's start duration against what the program itself says. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class StartDurationTest {
  /**
   * Listens a while after its start, and answers with the milliseconds from the start of the
   * command to the moment it listened.
   */
  private static final String SERVER =
      PythonArtifact.SERVER
          .replace("import json,", "import time, json,")
          .replace("{'ok': True,", "{'ok': listened_ms,")
          .replace(
              "    HTTPServer(('127.0.0.1', 8401), Handler).serve_forever()",
              """
                  time.sleep(0.3)
                  server = HTTPServer(('127.0.0.1', 8401), Handler)
                  since_boot = time.clock_gettime(time.CLOCK_BOOTTIME)
                  listened_ms = round((since_boot - float(os.environ['BEGAN'])) * 1000)
                  server.serve_forever()"""
                  .indent(4)
                  .stripTrailing());

  /** The shell may wait for its command; what counts is when the command begins. */
  private static final String START =
      "read -r BEGAN rest </proc/uptime; export BEGAN; exec python3 server.py";

  private static final Pattern TOLD = Pattern.compile("at /ok: expected true, got (\\d+)");

  /** The system's count in hundredths of a second is so many milliseconds early on average. */
  private static final int EARLY = 5;

  private static final long TRUE_TO = 15;

  /** Other work on the machine only ever adds to a run, and not to all of them. */
  private static final int RUNS = 6;

  @TempDir private Path directory;

  @Test
  void of_a_process_is_true_to_15_milliseconds() {
    assertTrue(LocalVerifier.with(IsolationPolicy.ALLOW_NONE));
  }

  @Test
  void of_a_program_in_a_container_is_true_to_15_milliseconds() {
    try (DockerDaemon daemon = Needs.docker(Toolchain.PYTHON)) {
      assertTrue(Needs.verifier(daemon));
    }
  }

  private void assertTrue(Verifier verifier) {
    LongSummaryStatistics differences =
        LongStream.generate(() -> difference(verifier)).limit(RUNS).summaryStatistics();

    assertThat(differences.getMin()).as("%s", differences).isBetween(-TRUE_TO, TRUE_TO);
  }

  /** Reported less true, in milliseconds. */
  private long difference(Verifier verifier) {
    Verification verification =
        verifier.verify(
            new PythonArtifact().file("server.py", SERVER).start(START).request(directory),
            VerificationListener.NONE);
    assertThat(verification).isInstanceOf(Verification.Judged.class);
    ViabilityReport report = ((Verification.Judged) verification).report();
    // It is non-viable, since it is asked for something else.
    Matcher told = TOLD.matcher(report.diagnostics().orElseThrow().toString());
    assertThat(told.find()).as("%s", report).isTrue();
    long reported = report.checks().start().durationMs();
    assertThat(report.fitness()).containsEntry("start_duration_ms", (double) reported);
    return reported - (Long.parseLong(told.group(1)) - EARLY);
  }
}
