package dev.cambrian.server.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.dockerjava.api.model.Container;
import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.rig.ResourceLimits;
import dev.cambrian.rig.RigSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DockerFailuresTest {
  @TempDir private Path directory;
  @AutoClose private DockerDaemon daemon;
  private boolean interrupted;

  @BeforeEach
  void findDaemon() {
    daemon = Needs.docker(Toolchain.PYTHON);
  }

  private List<String> containersOf(VerificationRequest request) {
    return daemon
        .client()
        .listContainersCmd()
        .withShowAll(true)
        .withLabelFilter(Map.of(Labels.RUN, request.runId()))
        .exec()
        .stream()
        .map(Container::getId)
        .toList();
  }

  private Verification.Aborted during(Stage stage, Consumer<String> work) {
    VerificationRequest request = PythonArtifact.stallingIn(stage).request(directory);
    Verification verification =
        Needs.verifier(daemon)
            .verify(request, new At(stage, () -> containersOf(request).forEach(work)));
    interrupted = Thread.interrupted();
    assertThat(containersOf(request)).isEmpty();
    assertThat(verification).isInstanceOf(Verification.Aborted.class);
    return (Verification.Aborted) verification;
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MANIFEST")
  void a_rig_that_is_killed_is_no_verdict(Stage stage) {
    Verification.Aborted aborted = during(stage, id -> daemon.client().killContainerCmd(id).exec());

    assertThat(aborted.kind()).isEqualTo(FailureKind.RIG_CRASHED);
    assertThat(aborted.reason()).contains("exit code 137");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MANIFEST")
  void a_container_that_somebody_removes_is_no_verdict(Stage stage) {
    Verification.Aborted aborted =
        during(stage, id -> daemon.client().removeContainerCmd(id).withForce(true).exec());

    assertThat(aborted.kind()).isEqualTo(FailureKind.DAEMON_GONE);
    assertThat(aborted.reason()).contains("removed");
  }

  @Test
  void one_that_is_cancelled_leaves_no_container() {
    Thread judge = Thread.currentThread();

    Verification.Aborted aborted = during(Stage.BUILD, _ -> judge.interrupt());

    assertThat(interrupted).isTrue();
    assertThat(aborted.kind()).isEqualTo(FailureKind.CANCELLED);
  }

  @Test
  void a_missing_image_is_told_with_the_command_that_builds_it() {
    DockerVerifier verifier =
        DockerVerifier.over(daemon, new RigImages(daemon, "cambrian-none", RigSource.hash()));

    Verification verification =
        verifier.verify(new PythonArtifact().request(directory), VerificationListener.NONE);

    assertThat(verification)
        .isInstanceOfSatisfying(
            Verification.Aborted.class,
            it -> {
              assertThat(it.kind()).isEqualTo(FailureKind.IMAGE_MISSING);
              assertThat(it.reason())
                  .contains("there is no image cambrian-none-python:")
                  .contains("docker/build.sh");
            });
  }

  @Test
  void an_image_that_is_deleted_before_its_container_is_made_is_missing() {
    VerificationRequest request = new PythonArtifact().request(directory);

    assertThatExceptionOfType(DockerException.class)
        .isThrownBy(
            () ->
                RigContainer.create(
                    daemon, "sha256:" + "0".repeat(64), request, ResourceLimits.DEFAULT))
        .withMessageContaining("No such image")
        .returns(FailureKind.IMAGE_MISSING, DockerException::kind);
  }

  @Test
  void an_image_of_another_rig_is_refused_with_the_command_that_mends_it() {
    String prefix = System.getProperty("cambrian.images", "cambrian");
    DockerVerifier verifier =
        DockerVerifier.over(daemon, new RigImages(daemon, prefix, "sha256:another"));

    Verification verification =
        verifier.verify(new PythonArtifact().request(directory), VerificationListener.NONE);

    assertThat(verification)
        .isInstanceOfSatisfying(
            Verification.Aborted.class,
            it -> {
              assertThat(it.kind()).isEqualTo(FailureKind.IMAGE_MISSING);
              assertThat(it.reason()).contains("another rig").contains("docker/build.sh");
            });
  }

  @Test
  void a_daemon_that_is_not_there_is_told_with_what_mends_it() {
    assertThat(DockerDaemon.find(Map.of("DOCKER_HOST", "unix:///nowhere/docker.sock")))
        .isInstanceOfSatisfying(
            DockerDaemon.Silent.class,
            it ->
                assertThat(it.reason())
                    .contains("unix:///nowhere/docker.sock")
                    .contains("DOCKER_HOST"));
  }
}
