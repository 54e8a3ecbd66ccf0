package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Diagnostics;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import dev.cambrian.server.dashboard.Site;
import dev.cambrian.server.supervisor.FakeVerifier;
import dev.cambrian.server.supervisor.GrownArtifact;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In which order the command show tells of what failed. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class ShowFailedTest {
  @TempDir Path home;

  private static ViabilityReport withVector(ViabilityReport report) {
    return new ViabilityReport(
        report.generation(),
        report.status(),
        report.failureStage(),
        report.checks(),
        report.fitness(),
        report.completedAt(),
        report.diagnostics().map(ShowFailedTest::withVector),
        report.artifactHash(),
        report.specHash(),
        report.isolation());
  }

  /** With one more failure and one more line of output. */
  private static Diagnostics withVector(Diagnostics told) {
    Failure vector =
        new Failure("spec vector adds", "status is 500", Optional.empty(), Optional.empty());
    return new Diagnostics(
        told.stage(),
        told.summary(),
        told.exitCode(),
        told.limit(),
        Stream.concat(told.failures().stream(), Stream.of(vector)).toList(),
        told.stdoutTail() + "1 of 2 failed\n",
        told.stderrTail());
  }

  @Test
  void vectors_stand_under_the_stage_that_they_belong_to() {
    GrownHome.at(home, ShowFailedTest::withVector);

    assertThat(Run.in(home, "show", "1").out())
        .containsSubsequence(
            "failed at test\n",
            "(test_app.py:7)",
            "failed at health, beyond it\n",
            "  - spec vector adds: status is 500",
            "standard output of the artifact");
  }

  @Test
  void what_changed_stands_before_what_the_artifact_printed() throws Exception {
    try (Site server = Site.judgedBy(new Printing(), home)) {
      server.judged(GrownArtifact.of(1, "viable"));
      server.judged(GrownArtifact.of(2, "non-viable").withParent(1));
    }

    String shown = Run.in(home.resolve("home"), "show", "2").out();

    assertThat(shown).contains("standard output of the artifact (untrusted)");
    assertThat(shown)
        .containsSubsequence(
            "failed at test\n",
            "changed since generation 1, of the same spec",
            "+ print(2)",
            "standard output of the artifact (untrusted)");
  }

  private static final class Printing implements Verifier {
    private final Verifier fake = new FakeVerifier();

    @Override
    public Verification verify(VerificationRequest request, VerificationListener listener) {
      return fake.verify(request, listener) instanceof Verification.Judged judged
          ? new Verification.Judged(withVector(judged.report()))
          : new Verification.Aborted(FailureKind.CANCELLED, "no verdict");
    }

    @Override
    public String isolation() {
      return fake.isolation();
    }
  }
}
