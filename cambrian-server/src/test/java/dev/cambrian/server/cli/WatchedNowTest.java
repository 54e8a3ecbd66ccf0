package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.history.History;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.server.gateway.Gateway;
import dev.cambrian.server.gateway.GatewayListener;
import dev.cambrian.server.organism.Organism;
import dev.cambrian.server.view.Alive;
import dev.cambrian.server.view.NowView;
import dev.cambrian.server.view.Ongoing;
import dev.cambrian.server.view.Taken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class WatchedNowTest {
  private static final UUID ID = new UUID(2, 2);
  private static final Event.OrganismStarted STARTED =
      new Event.OrganismStarted(1, ID.toString(), "bubblewrap");

  private final List<String> lines = new ArrayList<>();
  private Ongoing ongoing = ongoing("A reproduction runs, step 1 of 3: the core grows from S.md.");
  private int asked;

  private static Ongoing ongoing(String occasion, Alive... alive) {
    try (History history = History.inMemory()) {
      return Ongoing.of(Optional.of(occasion), NowView.of(history, 1, 1), List.of(alive));
    }
  }

  private static Alive organism(Organism.State state, Gateway.Open... asking) {
    return new Alive(
        new Organism(
            ID,
            1,
            state,
            "bubblewrap",
            "sha256:" + "a".repeat(64),
            "a-model",
            "a-model",
            5,
            3,
            2,
            0,
            60,
            Optional.empty(),
            Instant.EPOCH,
            Optional.empty()),
        List.of(),
        List.of(asking),
        Taken.NOTHING,
        List.of());
  }

  private WatchedNow.Source source() {
    return () -> {
      asked++;
      return ongoing.json();
    };
  }

  @Test
  void each_thing_that_is_new_is_a_line_and_nothing_is_told_twice() throws InterruptedException {
    WatchedNow now = WatchedNow.inWords(source(), lines::add);
    String second = "A reproduction runs, step 2 of 3: generation 1 grows from S.md.";
    Gateway.Open call =
        new Gateway.Open(
            new GatewayListener.Call(ID, 1, "a-model", Purpose.GENERATE, 1), Instant.EPOCH);

    now.ask();
    now.ask();
    ongoing = ongoing(second, organism(Organism.State.BUILDING));
    now.ask();
    ongoing = ongoing(second, organism(Organism.State.RUNNING));
    now.ask();
    ongoing = ongoing(second, organism(Organism.State.RUNNING, call));
    now.ask();
    now.ask();

    assertThat(lines)
        .containsExactly(
            "A reproduction runs, step 1 of 3: the core grows from S.md.",
            second,
            "organism of generation 1: building",
            "organism of generation 1: running",
            "organism of generation 1: asks a-model: generate 1");
    assertThat(now.ongoing()).isTrue();
  }

  @Test
  void for_programs_all_of_it_is_an_object_where_anything_has_changed()
      throws InterruptedException {
    WatchedNow now = WatchedNow.inJson(source(), lines::add);

    now.ask();
    now.ask();
    ongoing = ongoing("Another.", organism(Organism.State.RUNNING));
    now.ask();

    assertThat(lines).hasSize(2).allMatch(it -> it.startsWith("{\"type\":\"now\",\"data\":{"));
    assertThat(Json.parse(lines.getLast()).at("/data/organisms/0/state").asString())
        .isEqualTo("running");
  }

  @Test
  void what_is_long_ago_is_no_reason_to_look_and_the_start_of_an_organism_is_one_at_once() {
    WatchedNow now = WatchedNow.inWords(source(), lines::add);

    now.before(STARTED, Duration.ofMinutes(1));
    assertThat(asked).isZero();

    now.before(STARTED, Duration.ZERO);
    now.before(STARTED, Duration.ZERO);
    assertThat(asked).isEqualTo(2);
  }

  @Test
  void a_server_that_does_not_know_the_call_is_asked_once() throws InterruptedException {
    WatchedNow now =
        WatchedNow.inWords(
            () -> {
              asked++;
              throw CliException.unknown("there is no such call");
            },
            lines::add);

    now.ask();
    now.ask();

    assertThat(asked).isOne();
    assertThat(lines).isEmpty();
    assertThat(now.ongoing()).isFalse();
  }
}
