package dev.cambrian.server.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
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

@DisplayNameGeneration(ReplaceUnderscores.class)
class DockerFailuresTest {
  @TempDir private Path directory;
  @AutoClose private DockerDaemon daemon;
  private boolean interrupted;

  @BeforeEach
  void findDaemon() {
    daemon = Needs.docker(Toolchain.PYTHON);
  }

  private static VerificationListener onBuild(Runnable work) {
    return new VerificationListener() {
      @Override
      public void stageStarted(Stage stage) {
        if (stage == Stage.BUILD) {
          work.run();
        }
      }
    };
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

  private Verification.Aborted duringTheBuild(Consumer<String> work) {
    VerificationRequest request = new PythonArtifact().build("sleep 60").request(directory);
    Verification verification =
        Needs.verifier(daemon).verify(request, onBuild(() -> containersOf(request).forEach(work)));
    interrupted = Thread.interrupted();
    assertThat(containersOf(request)).isEmpty();
    assertThat(verification).isInstanceOf(Verification.Aborted.class);
    return (Verification.Aborted) verification;
  }

  @Test
  void a_rig_that_is_killed_is_no_verdict() {
    Verification.Aborted aborted =
        duringTheBuild(id -> daemon.client().killContainerCmd(id).exec());

    assertThat(aborted.kind()).isEqualTo(FailureKind.RIG_CRASHED);
    assertThat(aborted.reason()).contains("exit code 137");
  }

  @Test
  void a_container_that_somebody_removes_is_no_verdict() {
    Verification.Aborted aborted =
        duringTheBuild(id -> daemon.client().removeContainerCmd(id).withForce(true).exec());

    assertThat(aborted.kind()).isEqualTo(FailureKind.DAEMON_GONE);
    assertThat(aborted.reason()).contains("removed");
  }

  @Test
  void one_that_is_cancelled_leaves_no_container() {
    Thread judge = Thread.currentThread();

    Verification.Aborted aborted = duringTheBuild(_ -> judge.interrupt());

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
  void only_containers_whose_process_has_ended_are_left_over() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    String gone = Labels.owner(ended.toHandle());
    ended.waitFor();
    String left = created(Map.of(Labels.OWNER, gone));
    String ours = created(Map.of(Labels.OWNER, Labels.owner()));
    String others = created(Map.of());
    // As of a machine that has the same name, such as another container on this daemon.
    String unknown = created(Map.of(Labels.OWNER, gone.replace("pid:[", "pid:[1")));
    try {
      assertThat(Leftovers.remove(daemon)).isGreaterThanOrEqualTo(1);

      assertThat(isThere(left)).isFalse();
      assertThat(isThere(ours)).isTrue();
      assertThat(isThere(others)).isTrue();
      assertThat(isThere(unknown)).isTrue();
    } finally {
      List.of(ours, others, unknown)
          .forEach(id -> daemon.client().removeContainerCmd(id).withForce(true).exec());
    }
  }

  private String created(Map<String, String> labels) {
    RigImages images =
        new RigImages(daemon, System.getProperty("cambrian.images", "cambrian"), RigSource.hash());
    return daemon
        .client()
        .createContainerCmd(images.name(Toolchain.PYTHON))
        .withLabels(labels)
        .exec()
        .getId();
  }

  private boolean isThere(String id) {
    try {
      daemon.client().inspectContainerCmd(id).exec();
      return true;
    } catch (NotFoundException e) {
      return false;
    }
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

  @Test
  void a_daemon_that_goes_away_during_a_verification_is_told() throws Exception {
    try (DaemonGate gate = DaemonGate.before(daemon.host());
        DockerDaemon through =
            ((DockerDaemon.Answers) DockerDaemon.find(Map.of("DOCKER_HOST", gate.address())))
                .daemon()) {
      VerificationRequest request = new PythonArtifact().build("sleep 60").request(directory);

      Verification verification = Needs.verifier(through).verify(request, onBuild(gate::shut));

      assertThat(verification)
          .isInstanceOfSatisfying(
              Verification.Aborted.class,
              it -> assertThat(it.kind()).isEqualTo(FailureKind.DAEMON_GONE));
      containersOf(request)
          .forEach(id -> daemon.client().removeContainerCmd(id).withForce(true).exec());
    }
  }
}
