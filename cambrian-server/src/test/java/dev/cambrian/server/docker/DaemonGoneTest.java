package dev.cambrian.server.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Container;
import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.rig.ContainerJob;
import dev.cambrian.rig.ResourceLimits;
import dev.cambrian.rig.RigLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A daemon that ends or hangs while it is used. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DaemonGoneTest {
  /** For a daemon that lives, on a machine with other work. */
  private static final Duration ANSWERING = Duration.ofSeconds(5);

  @TempDir private Path directory;
  private DockerDaemon daemon;
  private DaemonGate gate;

  @BeforeEach
  void findDaemon() throws Exception {
    daemon = Needs.docker(Toolchain.PYTHON);
    gate = DaemonGate.before(daemon.host());
  }

  @AfterEach
  void removeAll() {
    gate.close();
    int _ = Leftovers.removeRemembered(daemon);
    daemon.close();
  }

  private List<Container> containersOf(VerificationRequest request) {
    return daemon
        .client()
        .listContainersCmd()
        .withShowAll(true)
        .withLabelFilter(Map.of(Labels.RUN, request.runId()))
        .exec();
  }

  private static void assertDaemonGone(Verification verification) {
    assertThat(verification)
        .isInstanceOfSatisfying(
            Verification.Aborted.class,
            it -> assertThat(it.kind()).as(it.reason()).isEqualTo(FailureKind.DAEMON_GONE));
  }

  @ParameterizedTest
  @EnumSource
  void one_that_goes_away_in_any_stage_is_told_and_its_next_life_begins_clean(Stage stage) {
    VerificationRequest request = PythonArtifact.stallingIn(stage).request(directory);
    try (DockerDaemon through = gate.daemon()) {
      Verification verification =
          Needs.verifier(through).verify(request, new At(stage, gate::shut));

      assertDaemonGone(verification);
    }

    int _ = Leftovers.removeRemembered(daemon);
    assertThat(containersOf(request)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/containers/create", "/attach", "/start"})
  void one_that_goes_away_before_it_tells_what_it_did_leaves_nothing(String request) {
    VerificationRequest verified = new PythonArtifact().request(directory);
    gate.blockBehind(request);
    try (DockerDaemon through = gate.daemon(ANSWERING)) {
      Verification verification =
          Needs.verifier(through).verify(verified, VerificationListener.NONE);

      assertDaemonGone(verification);
    }

    assertThat(containersOf(verified)).hasSize(1);
    assertThat(Leftovers.removeRemembered(daemon)).isEqualTo(1);
    assertThat(containersOf(verified)).isEmpty();
  }

  @Test
  void a_repeated_verification_removes_what_the_one_before_could_not() {
    VerificationRequest first = PythonArtifact.stallingIn(Stage.BUILD).request(directory);
    try (DockerDaemon through = gate.daemon()) {
      assertDaemonGone(Needs.verifier(through).verify(first, new At(Stage.BUILD, gate::shut)));
    }
    assertThat(containersOf(first)).hasSize(1);

    Verification again =
        Needs.verifier(daemon)
            .verify(new PythonArtifact().request(directory), VerificationListener.NONE);

    assertThat(again).isInstanceOf(Verification.Judged.class);
    assertThat(containersOf(first)).isEmpty();
  }

  @Test
  @Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void one_that_hangs_holds_nobody_up_for_longer_than_a_verification_may_take() throws Exception {
    VerificationRequest request = PythonArtifact.stallingIn(Stage.BUILD).request(directory);
    ContainerJob job = job(request);
    try (DockerDaemon through = gate.daemon(ANSWERING);
        RigContainer container = created(through, request)) {
      container.start(job, Duration.ofSeconds(1));
      gate.block();

      assertThat(job.receive(container.output(), VerificationListener.NONE)).isEmpty();
      assertThat(container.end()).isInstanceOf(RigContainer.Vanished.class);
    }

    assertThat(Leftovers.removeRemembered(daemon)).isEqualTo(1);
  }

  private static ContainerJob job(VerificationRequest request) {
    return ((ContainerJob.Ready)
            ContainerJob.of(request, RigLimits.DEFAULT, VerificationListener.NONE))
        .job();
  }

  private static RigContainer created(DockerDaemon through, VerificationRequest request) {
    return RigContainer.create(
        through, Needs.image(through, Toolchain.PYTHON), request, ResourceLimits.DEFAULT);
  }

  @Test
  void only_the_daemon_that_saw_a_container_end_knows_of_its_end() throws Exception {
    List<String> container = new ArrayList<>();
    VerificationRequest request = PythonArtifact.stallingIn(Stage.BUILD).request(directory);
    At kill =
        new At(
            Stage.BUILD,
            () -> {
              String id = containersOf(request).getFirst().getId();
              container.add(id);
              daemon.client().killContainerCmd(id).exec();
            });
    Instant before = Instant.now();

    assertThat(Needs.verifier(daemon).verify(request, kill))
        .isInstanceOf(Verification.Aborted.class);

    String id = container.getFirst();
    assertThat(daemon.sawTheEndOf(id, Instant.now())).isTrue();
    assertThat(daemon.sawTheEndOf(id, before.minusSeconds(60))).isFalse();
    assertThat(daemon.sawTheEndOf("0".repeat(64), Instant.now())).isFalse();
    try (DockerDaemon through = gate.daemon()) {
      gate.shut();
      assertThat(through.sawTheEndOf(id, Instant.now())).isFalse();
    }
  }

  @Test
  void a_rig_that_a_stopping_daemon_kills_has_not_crashed() {
    VerificationRequest request = PythonArtifact.stallingIn(Stage.BUILD).request(directory);
    At stop =
        new At(
            Stage.BUILD,
            () -> {
              gate.refuse();
              String id = containersOf(request).getFirst().getId();
              daemon.client().killContainerCmd(id).exec();
            });
    try (DockerDaemon through = gate.daemon()) {
      Verification verification = Needs.verifier(through).verify(request, stop);

      assertDaemonGone(verification);
    }
  }

  @Test
  void a_container_that_is_stopped_is_not_waited_for() {
    VerificationRequest request = PythonArtifact.stallingIn(Stage.BUILD).request(directory);
    AtomicReference<Duration> took = new AtomicReference<>(Duration.ZERO);
    At stop =
        new At(
            Stage.BUILD,
            () -> {
              long began = System.nanoTime();
              String id = containersOf(request).getFirst().getId();
              daemon.client().stopContainerCmd(id).withTimeout(60).exec();
              took.set(Duration.ofNanos(System.nanoTime() - began));
            });

    assertThat(Needs.verifier(daemon).verify(request, stop))
        .isInstanceOf(Verification.Aborted.class);

    assertThat(took.get()).isLessThan(Duration.ofSeconds(30));
  }
}
