package dev.cambrian.server.organism;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.server.docker.DockerDaemon;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a Supervisor makes of what an earlier one left. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class AdoptionTest {
  private static final WorkspaceReader.Limits PLENTY = new WorkspaceReader.Limits(100, 1 << 20);

  /** Asks the Supervisor again and again, and writes what came of it. */
  private static final String ASKING =
      """
      import os, threading, time, urllib.request
      def ask():
          n = 0
          while True:
              try:
                  request = urllib.request.Request(os.environ['CAMBRIAN_SUPERVISOR_URL'] + '/again',
                                                   headers={'x-api-key': os.environ['ANTHROPIC_API_KEY']})
                  urllib.request.urlopen(request, timeout=5).read()
                  print('answered', flush=True)
              except OSError as e:
                  print('not answered', flush=True)
              time.sleep(0.2)
      threading.Thread(target=ask, daemon=True).start()
      os.makedirs(os.environ['CAMBRIAN_WORKSPACE'] + '/gen-1')
      """;

  @TempDir private Path directory;

  @Test
  void an_organism_that_runs_is_adopted_with_its_door_token_and_workspace() throws Exception {
    try (Colony colony = Colony.in(Colony.Place.CONTAINER, directory, Toolchain.PYTHON)) {
      Organism organism = colony.start(LivingArtifact.doing(ASKING));
      colony.awaitAlive(organism.id());
      colony.organisms().close(true);
      colony.supervisor.requests.clear();

      assertThat(colony.restarted()).isEqualTo(new Organisms.Recovered(1, 0, 0));

      await().until(() -> !colony.supervisor.requests.isEmpty());
      assertThat(colony.supervisor.requests.getFirst().key())
          .isEqualTo(colony.supervisor.token(organism.id()));
      assertThat(colony.supervisor.revoked).isEmpty();
      assertThat(colony.organisms().ask(organism.id(), "/health").status()).isEqualTo(200);
      colony
          .organisms()
          .workspaces()
          .copy(organism.id(), "gen-1", directory.resolve("copy"), PLENTY);
      assertThat(colony.organisms().list())
          .singleElement()
          .extracting(Organism::state)
          .isEqualTo(Organism.State.RUNNING);
      assertThat(colony.events(organism.id())).hasSize(1);
      assertThat(
              colony
                  .organisms()
                  .stop(organism.id(), StopReason.STOPPED)
                  .end()
                  .orElseThrow()
                  .reason())
          .isEqualTo(StopReason.STOPPED);
      assertThat(colony.events(organism.id())).hasSize(2);
    }
  }

  @Test
  void one_that_ended_while_nobody_looked_is_closed_with_its_own_reason() {
    try (Colony colony = Colony.in(Colony.Place.CONTAINER, directory, Toolchain.PYTHON);
        DockerDaemon daemon = Colony.daemon(Toolchain.PYTHON)) {
      Organism organism =
          colony.start(LivingArtifact.doing("import time; time.sleep(3); raise SystemExit(5)"));
      colony.organisms().close(true);
      await().until(() -> !running(daemon, organism.containerId().orElseThrow()));

      colony.restarted();

      Organism over = colony.awaitEnd(organism.id());
      assertThat(over.end().orElseThrow().reason()).isEqualTo(StopReason.EXITED);
      assertThat(over.end().orElseThrow().exitCode()).contains(5);
      assertThat(colony.events(organism.id())).hasSize(2);
      assertThat(colony.restarted()).isEqualTo(new Organisms.Recovered(0, 0, 0));
      assertThat(colony.events(organism.id())).hasSize(2);
    }
  }

  private static boolean running(DockerDaemon daemon, String container) {
    return Boolean.TRUE.equals(
        daemon.ask(it -> it.inspectContainerCmd(container).exec()).getState().getRunning());
  }

  @Test
  void one_that_is_gone_has_vanished_and_its_token_with_it() {
    try (Colony colony = Colony.in(Colony.Place.CONTAINER, directory, Toolchain.PYTHON);
        DockerDaemon daemon = Colony.daemon(Toolchain.PYTHON)) {
      Organism organism = colony.start(LivingArtifact.doing(""));
      colony.organisms().close(true);
      daemon.ask(
          it -> it.removeContainerCmd(organism.containerId().orElseThrow()).withForce(true).exec());

      assertThat(colony.restarted()).isEqualTo(new Organisms.Recovered(0, 1, 0));

      Event.OrganismStopped stopped =
          (Event.OrganismStopped) colony.events(organism.id()).getLast();
      assertThat(stopped.reason()).isEqualTo("vanished");
      assertThat(colony.supervisor.revoked).containsExactly(organism.id());
    }
  }

  @Test
  void one_that_is_removed_while_it_is_watched_has_vanished() {
    try (Colony colony = Colony.in(Colony.Place.CONTAINER, directory, Toolchain.PYTHON);
        DockerDaemon daemon = Colony.daemon(Toolchain.PYTHON)) {
      Organism organism = colony.start(LivingArtifact.doing(""));
      colony.awaitAlive(organism.id());
      daemon.ask(
          it -> it.removeContainerCmd(organism.containerId().orElseThrow()).withForce(true).exec());

      assertThat(colony.awaitEnd(organism.id()).end().orElseThrow().reason())
          .isEqualTo(StopReason.VANISHED);
    }
  }

  @Test
  void docker_stop_is_told_apart_from_a_request_and_inspection_shows_no_secret() {
    try (Colony colony = Colony.in(Colony.Place.CONTAINER, directory, Toolchain.PYTHON);
        DockerDaemon daemon = Colony.daemon(Toolchain.PYTHON)) {
      Organism organism = colony.start(LivingArtifact.doing(""));
      colony.awaitAlive(organism.id());
      String container = organism.containerId().orElseThrow();
      assertThat(
              daemon.ask(it -> it.inspectContainerCmd(container).exec()).getRawValues().toString())
          .contains(organism.id().toString())
          .doesNotContain(colony.supervisor.token(organism.id()));

      daemon.ask(it -> it.stopContainerCmd(container).withTimeout(20).exec());

      assertThat(colony.awaitEnd(organism.id()).end().orElseThrow().reason())
          .isEqualTo(StopReason.STOPPED_OUTSIDE);
    }
  }

  @Test
  void a_container_that_no_history_knows_is_removed_and_one_of_another_home_is_not() {
    try (Colony colony = Colony.in(Colony.Place.CONTAINER, directory, Toolchain.PYTHON);
        DockerDaemon daemon = Colony.daemon(Toolchain.PYTHON)) {
      String home = new OrganismStore(directory.resolve("home/organisms")).homeId();
      String stranger = created(daemon, home);
      String foreign = created(daemon, "another");
      try {
        assertThat(colony.restarted()).isEqualTo(new Organisms.Recovered(0, 0, 1));

        assertThatThrownBy(() -> daemon.ask(it -> it.inspectContainerCmd(stranger).exec()))
            .isInstanceOf(NotFoundException.class);
        assertThat(daemon.ask(it -> it.inspectContainerCmd(foreign).exec()).getId())
            .isEqualTo(foreign);
      } finally {
        daemon.ask(it -> it.removeContainerCmd(foreign).withForce(true).exec());
      }
    }
  }

  private static String created(DockerDaemon daemon, String home) {
    String image = daemon.image(Colony.images(), Toolchain.PYTHON);
    return daemon.ask(
        it ->
            it.createContainerCmd(image)
                .withLabels(
                    Map.of(
                        ContainerHabitat.ORGANISM,
                        UUID.randomUUID().toString(),
                        ContainerHabitat.HOME,
                        home))
                .exec()
                .getId());
  }

  @Test
  void closing_the_supervisor_stops_its_organisms_and_leaves_nothing_behind() {
    try (Colony colony = Colony.in(Colony.Place.CONTAINER, directory, Toolchain.PYTHON);
        DockerDaemon daemon = Colony.daemon(Toolchain.PYTHON)) {
      Organism organism = colony.start(LivingArtifact.doing(""));
      colony.awaitAlive(organism.id());

      colony.organisms().close();

      assertThat(((Event.OrganismStopped) colony.events(organism.id()).getLast()).reason())
          .isEqualTo("supervisor stopped");
      List<Container> left =
          daemon.ask(
              it ->
                  it.listContainersCmd()
                      .withShowAll(true)
                      .withLabelFilter(Map.of(ContainerHabitat.ORGANISM, organism.id().toString()))
                      .exec());
      assertThat(left).isEmpty();
      assertThat(directory.resolve("home/organisms/" + organism.id() + "/door")).doesNotExist();
      assertThat(directory.resolve("home/organisms/" + organism.id() + "/tools")).doesNotExist();
    }
  }

  @Test
  void a_process_ends_with_its_supervisor_and_has_vanished_for_the_next_one() {
    try (Colony colony = new Colony(Colony.Place.UNPROTECTED, directory)) {
      Organism organism = colony.start(LivingArtifact.doing(""));
      colony.awaitAlive(organism.id());

      colony.organisms().close(true);

      assertThat(((Event.OrganismStopped) colony.events(organism.id()).getLast()).reason())
          .isEqualTo("supervisor stopped");
      assertThat(colony.restarted()).isEqualTo(new Organisms.Recovered(0, 0, 0));
    }
  }
}
