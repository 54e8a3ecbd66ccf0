package dev.cambrian.server.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.ViabilityReport;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DockerVerifierTest {
  @TempDir private Path directory;

  private ViabilityReport judged(PythonArtifact artifact) {
    try (DockerDaemon daemon = Needs.docker(Toolchain.PYTHON)) {
      Verification verification =
          Needs.verifier(daemon).verify(artifact.request(directory), VerificationListener.NONE);
      assertThat(verification).isInstanceOf(Verification.Judged.class);
      return ((Verification.Judged) verification).report();
    }
  }

  @Test
  void an_honest_artifact_is_viable() {
    ViabilityReport report = judged(new PythonArtifact());

    assertThat(report.viable()).as("%s", report).isTrue();
    assertThat(report.isolation()).isEqualTo("docker");
    assertThat(report.checks().test().testsRun()).isEqualTo(2);
  }

  @Test
  void a_failing_test_is_told_by_name() {
    ViabilityReport report =
        judged(
            new PythonArtifact()
                .file(
                    "tests/test_more.py",
                    """
                    import unittest

                    class MoreTest(unittest.TestCase):
                        def test_fails(self):
                            self.assertEqual(1, 2)
                    """));

    assertThat(report.failureStage()).contains(Stage.TEST);
    assertThat(report.diagnostics().orElseThrow().failures())
        .extracting(ViabilityReport.Failure::file)
        .containsExactly(java.util.Optional.of("tests/test_more.py"));
  }
}
