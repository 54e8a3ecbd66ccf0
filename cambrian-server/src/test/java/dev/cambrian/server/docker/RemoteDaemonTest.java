package dev.cambrian.server.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** This machine's daemon, reached as one of another machine is. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class RemoteDaemonTest {
  /** More than the 5 s that a connection may take to be made, in which nothing is said. */
  private static final String SILENCE = "sleep 7";

  @TempDir private Path directory;
  @AutoClose private DockerDaemon daemon;

  @BeforeEach
  void findDaemon() {
    daemon = Needs.docker(Toolchain.PYTHON);
  }

  private void assertThatAnHonestArtifactIsViable(Map<String, String> environment) {
    try (DockerDaemon remote = ((DockerDaemon.Answers) DockerDaemon.find(environment)).daemon()) {
      assertThat(remote.host()).hasScheme("tcp");

      Verification verification =
          Needs.verifier(remote)
              .verify(
                  new PythonArtifact().build(SILENCE).request(directory),
                  VerificationListener.NONE);

      assertThat(verification)
          .isInstanceOfSatisfying(
              Verification.Judged.class,
              it -> assertThat(it.report().viable()).as("%s", it.report()).isTrue());
    }
  }

  @Test
  void an_honest_artifact_is_viable_over_tcp() throws Exception {
    try (DaemonGate gate = DaemonGate.before(daemon.host())) {
      assertThatAnHonestArtifactIsViable(Map.of("DOCKER_HOST", gate.address()));
    }
  }

  @Test
  void an_honest_artifact_is_viable_over_tls_however_long_it_says_nothing() throws Exception {
    try (TlsGate gate = TlsGate.before(daemon.host(), directory)) {
      assertThatAnHonestArtifactIsViable(gate.environment());
    }
  }

  @Test
  void a_daemon_whose_certificate_is_of_another_authority_is_not_spoken_to() throws Exception {
    Path other = Files.createDirectory(directory.resolve("other"));
    try (TlsGate gate = TlsGate.before(daemon.host(), directory);
        TlsGate another = TlsGate.before(daemon.host(), other)) {
      Map<String, String> environment = new HashMap<>(another.environment());
      environment.putAll(Map.of("DOCKER_HOST", gate.environment().getOrDefault("DOCKER_HOST", "")));

      assertThat(DockerDaemon.find(environment))
          .isInstanceOfSatisfying(
              DockerDaemon.Silent.class,
              it -> assertThat(it.reason()).contains("no Docker daemon answers"));
    }
  }
}
