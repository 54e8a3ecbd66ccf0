package dev.cambrian.server.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import dev.cambrian.core.spec.Toolchain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LeftoversTest {
  private static final long NOW = 1_800_000_000;

  private static String ended() throws Exception {
    Process process = new ProcessBuilder("cat").start();
    String owner = Labels.owner(process.pid());
    process.destroyForcibly().waitFor();
    return owner;
  }

  private static String created(DockerDaemon daemon, Map<String, String> labels) {
    return daemon
        .client()
        .createContainerCmd(Needs.image(daemon, Toolchain.PYTHON))
        .withLabels(labels)
        .exec()
        .getId();
  }

  private static boolean isThere(DockerDaemon daemon, String id) {
    try {
      daemon.client().inspectContainerCmd(id).exec();
      return true;
    } catch (NotFoundException e) {
      return false;
    }
  }

  @Test
  void only_containers_whose_process_has_ended_are_left_over() throws Exception {
    try (DockerDaemon daemon = Needs.docker(Toolchain.PYTHON)) {
      String left = created(daemon, Map.of(Labels.OWNER, ended()));
      List<String> kept =
          List.of(
              created(daemon, Map.of(Labels.OWNER, Labels.owner())),
              created(daemon, Map.of(Labels.OWNER, elsewhere(ended(), 1))),
              created(daemon, Map.of()));
      try {
        assertThat(Leftovers.remove(daemon)).isGreaterThanOrEqualTo(1);

        assertThat(isThere(daemon, left)).isFalse();
        assertThat(kept).allMatch(id -> isThere(daemon, id));
      } finally {
        kept.forEach(id -> daemon.client().removeContainerCmd(id).withForce(true).exec());
      }
    }
  }

  @Test
  void two_that_remove_the_same_at_once_do_not_hinder_each_other() throws Exception {
    String owner = ended();
    try (DockerDaemon daemon = Needs.docker(Toolchain.PYTHON);
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<String> left =
          IntStream.range(0, 12)
              .mapToObj(_ -> created(daemon, Map.of(Labels.OWNER, owner)))
              .toList();

      List<Callable<Integer>> removals = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        removals.add(() -> Leftovers.remove(daemon));
      }
      for (Future<Integer> removal : threads.invokeAll(removals)) {
        assertThat(removal.get()).isNotNegative();
      }

      assertThat(left).noneMatch(id -> isThere(daemon, id));
    }
  }

  /** The label with another value in one of its places. */
  private static String elsewhere(String owner, int place) {
    String[] parts = owner.split("/", -1);
    parts[place] = "another";
    return String.join("/", parts);
  }

  private static Container container(String owner, String state, long created) {
    return JsonMapper.shared()
        .readValue(
            """
        {"Id": "an-id", "State": "%s", "Created": %d, "Labels": {"%s": "%s"}}
        """
                .formatted(state, created, Labels.OWNER, owner),
            Container.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"created", "running", "paused", "exited", "dead"})
  void what_is_of_a_process_that_has_ended_is_left_over_in_any_state(String state)
      throws Exception {
    assertThat(Leftovers.isLeft(container(ended(), state, NOW), NOW)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"created", "running", "paused", "exited", "dead"})
  void nothing_of_a_process_that_lives_is_left_over(String state) {
    assertThat(Leftovers.isLeft(container(Labels.owner(), state, 0), NOW)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "created, true",
    "exited, true",
    "dead, true",
    "running, false",
    "paused, false",
    "restarting, false",
    "removing, false"
  })
  void what_runs_is_never_left_over_where_its_owner_may_live_elsewhere(String state, boolean left)
      throws Exception {
    for (String owner :
        List.of(elsewhere(ended(), 0), elsewhere(ended(), 1), "machine/boot/1/2", "", "unknown")) {
      assertThat(Leftovers.isLeft(container(owner, state, NOW - 1), NOW)).as(owner).isEqualTo(left);
      assertThat(Leftovers.isLeft(container(owner, state, NOW), NOW)).as(owner).isFalse();
    }
  }

  private static Container lasting(String longest, long created) {
    return JsonMapper.shared()
        .readValue(
            """
        {"Id": "an-id", "State": "running", "Created": %d, "Labels": {"%s": "%s"}}
        """
                .formatted(created, Labels.LONGEST, longest),
            Container.class);
  }

  @Test
  void what_outlives_its_process_is_abandoned_when_its_time_was_over_before() {
    assertThat(Leftovers.isAbandoned(lasting("600", NOW - 601), NOW)).isTrue();
    assertThat(Leftovers.isAbandoned(lasting("600", NOW - 600), NOW)).isFalse();
    assertThat(Leftovers.isAbandoned(lasting("600", NOW), NOW)).isFalse();
    for (String none : List.of("", "-1", "x", "9999999999")) {
      assertThat(Leftovers.isAbandoned(lasting(none, 0), NOW)).as(none).isFalse();
    }
  }
}
