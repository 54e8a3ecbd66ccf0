package dev.cambrian.server.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.rig.ContainerJob;
import dev.cambrian.rig.ResourceLimits;
import dev.cambrian.rig.RigLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LastingVerifierTest extends LastingCase {
  @Test
  void until_a_run_is_forgotten_its_verdict_can_be_had_again() {
    VerificationRequest request = new PythonArtifact().request(directory);
    ViabilityReport report = judged(request);
    assertThat(report.viable()).as("%s", report).isTrue();
    home.awaitEnd(request);

    assertThat(report(adopted(request))).isEqualTo(report);
    assertThat(report(adopted(request))).isEqualTo(report);

    home.verifier().forget(request.runId());
    home.verifier().forget(request.runId());
    assertThat(home.containers()).isEmpty();
    assertThat(home.verifier().survivors()).isEmpty();
    assertAborted(adopted(request), FailureKind.CRASHED, "before it had a container");
  }

  @Test
  void a_container_that_was_removed_meanwhile_is_told() {
    VerificationRequest request = new PythonArtifact().request(directory);
    judged(request);
    home.daemon()
        .client()
        .removeContainerCmd(home.container(request).getId())
        .withForce(true)
        .exec();

    assertThat(home.verifier().survivors()).containsExactly(request.runId());
    assertAborted(adopted(request), FailureKind.DAEMON_GONE, "was removed");
  }

  @Test
  void a_container_that_was_never_started_is_removed() throws Exception {
    VerificationRequest request = new PythonArtifact().request(directory);
    judged(request);
    String own = home.container(request).getId();
    String other =
        home.daemon()
            .client()
            .createContainerCmd(Needs.image(home.daemon(), Toolchain.PYTHON))
            .withLabels(Labels.lasting(request, home.id(), Duration.ofMinutes(1)))
            .exec()
            .getId();
    rewrite(request, own, other);

    assertAborted(adopted(request), FailureKind.CRASHED, "before its container started");

    assertThat(home.containers()).isEmpty();
  }

  @Test
  void an_interrupted_adoption_ends_the_container() throws Exception {
    VerificationRequest request = PythonArtifact.waitingIn(Stage.BUILD).request(directory);
    home.beginAndKill(request, Stage.BUILD, directory);
    Thread self = Thread.currentThread();

    Verification verification =
        home.verifier().adopt(request, new At(Stage.BUILD, self::interrupt));

    assertThat(Thread.interrupted()).isTrue();
    assertAborted(verification, FailureKind.CANCELLED, "was cancelled");
    assertThat(home.containers()).isEmpty();
  }

  @Test
  void an_interrupted_verification_ends_the_container() {
    VerificationRequest request = PythonArtifact.waitingIn(Stage.BUILD).request(directory);
    Thread self = Thread.currentThread();

    Verification verification =
        home.verifier().verify(request, new At(Stage.BUILD, self::interrupt));

    assertThat(Thread.interrupted()).isTrue();
    assertAborted(verification, FailureKind.CANCELLED, "was cancelled");
    assertThat(home.containers()).isEmpty();
  }

  @Test
  @Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void a_run_whose_time_was_over_before_it_was_adopted_is_ended() throws Exception {
    VerificationRequest request = PythonArtifact.waitingIn(Stage.BUILD).request(directory);
    home.beginAndKill(request, Stage.BUILD, directory);
    rewrite(request, "\"longest-ms\":\\d+", "\"longest-ms\":1");

    assertAborted(adopted(request), FailureKind.TIMED_OUT, "did not end within");

    assertThat(home.containers()).isEmpty();
  }

  @Test
  void what_a_run_may_take_counts_from_its_start() {
    Instant started = Instant.parse("2026-01-02T03:04:05Z");
    Duration longest = Duration.ofMinutes(10);

    assertThat(LastingVerifier.rest(longest, started, started.plusSeconds(60)))
        .isEqualTo(Duration.ofMinutes(9));
    assertThat(LastingVerifier.rest(longest, started, started.plusSeconds(601)))
        .isEqualTo(Duration.ZERO);
    assertThat(LastingVerifier.rest(longest, started, started.minusSeconds(60))).isEqualTo(longest);
  }

  @Test
  @Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void a_container_that_nobody_ends_ends_by_itself() throws Exception {
    VerificationRequest request = PythonArtifact.waitingIn(Stage.BUILD).request(directory);
    ContainerJob job =
        ((ContainerJob.Ready)
                ContainerJob.of(request, RigLimits.DEFAULT, VerificationListener.NONE))
            .job()
            .lasting(Duration.ofSeconds(2));
    try (RigContainer container =
        RigContainer.createLasting(
            home.daemon(),
            Needs.image(home.daemon(), Toolchain.PYTHON),
            request,
            ResourceLimits.DEFAULT,
            Labels.lasting(request, home.id(), Duration.ofSeconds(2)))) {
      container.start(job, Duration.ofMinutes(10));

      assertThat(job.receive(container.output(), VerificationListener.NONE)).isEmpty();
      assertThat(container.end()).isInstanceOf(RigContainer.TimedOut.class);
    }
  }

  @Test
  void where_no_daemon_answers_nothing_is_lost() throws Exception {
    VerificationRequest request = new PythonArtifact().request(directory);
    ViabilityReport report = judged(request);
    try (DaemonGate gate = DaemonGate.before(home.daemon().host());
        DockerDaemon through = gate.daemon()) {
      gate.shut();

      assertAborted(
          home.verifier(through).adopt(request, VerificationListener.NONE),
          FailureKind.DAEMON_GONE,
          "does not answer");
      assertThatThrownBy(() -> home.verifier(through).survivors())
          .isInstanceOf(DockerException.class);
    }

    assertThat(report(adopted(request))).isEqualTo(report);
  }

  @Test
  void what_could_not_be_removed_is_removed_later() throws Exception {
    VerificationRequest request = new PythonArtifact().request(directory);
    judged(request);
    try (DaemonGate gate = DaemonGate.before(home.daemon().host());
        DockerDaemon through = gate.daemon()) {
      gate.shut();

      home.verifier(through).forget(request.runId());
    }

    assertThat(home.file(request)).doesNotExist();
    assertThat(home.verifier().survivors()).containsExactly(request.runId());
    assertThat(Leftovers.removeRemembered(home.daemon())).isEqualTo(1);
    assertThat(home.verifier().survivors()).isEmpty();
  }

  /** Its words fill all that is kept of an output, in what takes the most space as JSON. */
  private static final String LOUD =
      """
      import os, sys
      places = ['/dev/console', '/dev/tty', '/dev/stdout', '/proc/1/fd/1', '/proc/1/fd/2']
      for pid in os.listdir('/proc'):
          if pid.isdigit() and int(pid) != os.getpid():
              places += ['/proc/%s/fd/%d' % (pid, fd) for fd in (0, 1, 2, 4, 5)]
      for place in places:
          try:
              with open(place, 'wb', buffering=0) as out:
                  out.write(b'{"kind":"report","message":"{}","seal":"00"}\\\\n')
          except OSError as e:
              pass
      for _ in range(400):
          sys.stdout.write('\\\\x01"' * 50000 + '\\\\n')
      sys.exit(1)
      """;

  @Test
  void an_artifact_writes_nothing_there_and_its_longest_words_are_read_again_as_they_were()
      throws Exception {
    VerificationRequest request =
        new PythonArtifact().file("loud.py", LOUD).build("python3 loud.py").request(directory);
    ViabilityReport report = judged(request);
    assertThat(report.failureStage()).contains(Stage.BUILD);
    assertThat(report.diagnostics().orElseThrow().stdoutTail()).hasSizeGreaterThan(60_000);
    home.awaitEnd(request);

    assertThat(report(adopted(request))).isEqualTo(report);
    assertThat(kept(request)).isBetween(100_000L, 2_000_000L);
    assertThat(
            home.daemon()
                .client()
                .inspectContainerCmd(home.container(request).getId())
                .exec()
                .getHostConfig()
                .getLogConfig()
                .getConfig())
        .containsAllEntriesOf(Map.of("max-size", "24m", "max-file", "1", "mode", "blocking"));
  }

  /** Bytes of the daemon's record of what a container said. */
  private long kept(VerificationRequest request) throws Exception {
    try (RigContainer container =
        RigContainer.known(home.daemon(), home.container(request).getId())) {
      container.keep();
      container.follow(Duration.ofMinutes(1));
      return container.output().readAllBytes().length;
    }
  }

  @Test
  void runs_go_on_beside_each_other() throws Exception {
    List<VerificationRequest> requests =
        List.of(new PythonArtifact().request(directory), new PythonArtifact().request(directory));
    for (VerificationRequest request : requests) {
      judged(request);
    }

    home.verifier().forget(requests.getFirst().runId());

    assertThat(home.verifier().survivors()).containsExactly(requests.getLast().runId());
    assertThat(report(adopted(requests.getLast())).viable()).isTrue();
  }

  @Test
  void a_run_whose_id_is_no_name_of_a_file_is_refused_before_anything_is_made() {
    VerificationRequest fit = new PythonArtifact().request(directory);
    VerificationRequest request =
        new VerificationRequest(
            "../" + fit.runId(), fit.generation(), fit.artifact(), fit.artifactHash(), fit.spec());

    assertThatThrownBy(() -> judged(request)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> adopted(request)).isInstanceOf(IllegalArgumentException.class);
    assertThat(home.containers()).isEmpty();
  }
}
