package dev.cambrian.server.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.rig.ResourceLimits;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class EnforcementTest {
  private static final String WHOLE =
      """
      {"CgroupDriver": "systemd", "MemoryLimit": true, "SwapLimit": true, "PidsLimit": true,
       "CpuCfsQuota": true}""";

  @TempDir private Path directory;

  private static DockerDaemon answering(FakeDaemon fake) {
    return ((DockerDaemon.Answers) DockerDaemon.find(fake.environment())).daemon();
  }

  /** As a daemon without root tells it, of newer and older versions, and one limit at a time. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        {"CgroupDriver": "none", "MemoryLimit": false, "SwapLimit": false, "PidsLimit": false}""",
        """
        {"CgroupDriver": "none", "MemoryLimit": true, "SwapLimit": true, "PidsLimit": true,
         "CpuCfsQuota": true}""",
        """
        {"CgroupDriver": "systemd", "MemoryLimit": false, "PidsLimit": true}""",
        """
        {"CgroupDriver": "systemd", "MemoryLimit": true, "PidsLimit": false}""",
        """
        {"CgroupDriver": "systemd", "MemoryLimit": true}""",
      })
  void a_daemon_that_keeps_no_limit_on_memory_or_processes_judges_nothing(String info)
      throws Exception {
    try (FakeDaemon fake = FakeDaemon.telling(info);
        DockerDaemon daemon = answering(fake)) {
      Verification verification =
          DockerVerifier.over(daemon)
              .verify(new PythonArtifact().request(directory), VerificationListener.NONE);

      assertThat(verification)
          .isInstanceOfSatisfying(
              Verification.Aborted.class,
              it -> {
                assertThat(it.kind()).isEqualTo(FailureKind.RESOURCE);
                assertThat(it.reason())
                    .contains("cannot limit a container's")
                    .contains("cgroup v2")
                    .contains("--runner process");
              });
    }
  }

  @Test
  void the_survey_tells_it_once() throws Exception {
    try (FakeDaemon fake = FakeDaemon.telling("{\"CgroupDriver\": \"none\"}")) {
      DockerSurvey survey = DockerSurvey.take(fake.environment());

      assertThat(survey.fitting()).isEmpty();
      assertThat(survey.detail())
          .containsOnlyOnce("cannot limit a container's memory and processes");
    }
  }

  @Test
  void a_daemon_that_keeps_them_all_is_only_asked_for_its_images() throws Exception {
    try (FakeDaemon fake = FakeDaemon.telling(WHOLE);
        DockerDaemon daemon = answering(fake)) {
      assertThat(daemon.enforcement()).isEqualTo(Enforcement.WHOLE);
      assertThat(DockerVerifier.over(daemon).caveat()).isEmpty();
      assertThat(DockerVerifier.over(daemon).refusal(Toolchain.PYTHON).orElseThrow())
          .contains("there is no image");
    }
  }

  @Test
  void without_a_limit_on_processors_none_is_asked_for_and_it_is_said() throws Exception {
    try (FakeDaemon fake = FakeDaemon.telling(WHOLE.replace("Quota\": true", "Quota\": false"));
        DockerDaemon daemon = answering(fake)) {
      assertThat(DockerVerifier.over(daemon).caveat().orElseThrow()).contains("processor time");
      assertThat(DockerSurvey.take(fake.environment()).detail()).contains("processor time");
      assertThat(Walls.of(ResourceLimits.DEFAULT, "1.41", daemon.enforcement()).getNanoCPUs())
          .isNull();
    }
    assertThat(Walls.of(ResourceLimits.DEFAULT, "1.41", Enforcement.WHOLE).getNanoCPUs())
        .isPositive();
  }
}
