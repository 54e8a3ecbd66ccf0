package dev.cambrian.server.selfcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class KindTest {
  @Test
  void the_runner_that_is_asked_for_is_the_one_that_is_checked() {
    assertThat(Kind.here(Map.of("CAMBRIAN_RUNNER", "docker"))).isEqualTo(Kind.DOCKER);
    assertThat(Kind.here(Map.of("CAMBRIAN_RUNNER", "process"))).isEqualTo(Kind.BUBBLEWRAP);
    assertThatThrownBy(() -> Kind.here(Map.of("CAMBRIAN_RUNNER", "podman")))
        .hasMessageContaining("CAMBRIAN_RUNNER must be auto, docker or process");
  }

  @Test
  void an_isolation_that_is_not_to_be_had_does_not_pass_for_none(@TempDir Path directory)
      throws Exception {
    Map<String, String> nobody = Map.of("DOCKER_HOST", "unix://" + directory.resolve("no.sock"));

    try (VerifierSource docker = Kind.DOCKER.open(directory, nobody);
        VerifierSource none = Kind.NONE.open(directory, nobody)) {
      assertThat(docker.isolation()).isEqualTo("unavailable");
      assertThat(docker.refusal().orElseThrow()).contains("no Docker daemon answers");
      assertThat(none.isolation()).isEqualTo("none");
    }
  }

  @Test
  void where_no_daemon_answers_it_is_bubblewrap(@TempDir Path directory) {
    String nobody = "unix://" + directory.resolve("docker.sock");

    assertThat(Kind.here(Map.of("DOCKER_HOST", nobody))).isEqualTo(Kind.BUBBLEWRAP);
  }
}
