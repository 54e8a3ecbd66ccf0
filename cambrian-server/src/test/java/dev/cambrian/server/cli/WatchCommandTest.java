package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.json.Json;
import dev.cambrian.server.api.Conclusion;
import dev.cambrian.server.gateway.GatewayListener;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.organism.OrganismListener;
import dev.cambrian.server.serve.HostedHome;
import dev.cambrian.server.serve.Hosting;
import dev.cambrian.server.supervisor.Caller;
import dev.cambrian.server.supervisor.FakeVerifier;
import dev.cambrian.server.supervisor.GrownArtifact;
import dev.cambrian.server.supervisor.SpawnOrder;
import dev.cambrian.server.terminal.Screen;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The command over real HTTP, against a Supervisor of a home with a past. */
final class WatchCommandTest {
  @TempDir Path directory;
  private final FakeVerifier verifier = new FakeVerifier();
  private Hosting hosting;
  private String address = "";
  private volatile Optional<String> occasion = Optional.empty();
  private final AtomicInteger asked = new AtomicInteger();
  private volatile Optional<Conclusion> conclusion = Optional.empty();

  @BeforeEach
  void serve() {
    CambrianHome home = GrownHome.at(directory.resolve("home"));
    hosting =
        HostedHome.start(
            home,
            directory,
            verifier,
            false,
            false,
            new Hosting.Listeners(
                OrganismListener.NONE,
                GatewayListener.NONE,
                () -> {
                  asked.incrementAndGet();
                  return occasion;
                },
                () -> conclusion));
    address = hosting.address();
  }

  @AfterEach
  void stop() {
    hosting.close();
  }

  /** Spawned, and judged where it is not held. */
  private void spawn(int generation, String behaviour) throws InterruptedException {
    new GrownArtifact(generation, 2, behaviour, Optional.empty())
        .writeTo(directory.resolve("home/incoming/artifact-" + generation));
    hosting
        .supervisor()
        .spawn(
            new SpawnOrder(
                generation, "artifact-" + generation, GrownArtifact.SPEC.hash(), Optional.empty()),
            new Caller.Operator());
    if (!behaviour.equals("held")) {
      assertThat(hosting.supervisor().await(generation, Duration.ofSeconds(60)).outcome())
          .isEqualTo(Outcome.TESTED);
    }
  }

  private Run watch(Screen screen, String... words) {
    List<String> all = new ArrayList<>(List.of("watch", "--server", address));
    all.addAll(List.of(words));
    return Run.of(screen, Map.of(), all.toArray(String[]::new));
  }

  @Test
  void a_generation_that_is_closed_is_told_from_its_beginning_and_gives_its_exit_code() {
    Run promoted = watch(Screen.NONE, "--generation", "2");

    assertThat(promoted.exit()).isZero();
    assertThat(promoted.out()).isEmpty();
    assertThat(promoted.err().lines())
        .startsWith("generation 2: attempt 2, candidate 1, small-model")
        .contains("generation 2: build ok in 0.04 s", "generation 2: viable")
        .endsWith("generation 2: promoted")
        .allMatch(it -> it.startsWith("generation 2: "));
  }

  @Test
  void one_that_failed_by_itself_is_exit_1_and_its_words_are_harmless() {
    Run failed = watch(Screen.NONE, "--generation", "1");

    assertThat(failed.exit()).isEqualTo(1);
    assertThat(failed.err())
        .contains("non-viable at test: 1 of 2 tests failed", "failed test: test_app.\\x1b[2J")
        .doesNotContain("\u001b", "\u202e");
    assertThat(failed.err().lines()).endsWith("generation 1: rolled back, non-viable");
  }

  @Test
  void for_programs_it_is_the_events_as_they_are_a_line_each() {
    Run run = watch(Screen.NONE, "--generation", "1", "--json");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).isEmpty();
    List<String> lines = run.out().lines().toList();
    assertThat(lines).hasSizeGreaterThan(5).allMatch(it -> it.matches("[ -~]+"));
    assertThat(lines.stream().map(it -> Json.parse(it).get("type").asString()))
        .startsWith("generation.started", "llm.answered")
        .endsWith("verdict.given", "generation.rolled-back");
  }

  @Test
  void a_screen_shows_what_a_growth_shows() {
    Run run = watch(new Screen(true, true, false), "--generation", "2");

    assertThat(run.exit()).isZero();
    assertThat(run.err())
        .contains(
            "generation 2: attempt 2, small-model",
            "  build     ok      0.04 s",
            "  =>        promoted",
            URI.create(address).getAuthority() + ", idle: ");
  }

  @Test
  @Timeout(60)
  void a_verdict_on_which_nobody_decides_ends_it_with_its_exit_code() throws InterruptedException {
    spawn(3, "non-viable");
    spawn(4, "viable");

    Run dead = watch(Screen.NONE, "--generation", "3");
    Run alive = watch(Screen.NONE, "--generation", "4");
    Run later = watch(Screen.NONE, "--generation", "3", "--after", "100000");

    assertThat(dead.exit()).isEqualTo(1);
    assertThat(dead.err().lines())
        .endsWith("generation 3: not viable at test; waits to be rolled back");
    assertThat(alive.exit()).isZero();
    assertThat(alive.err().lines()).endsWith("generation 4: viable; waits to be promoted");
    assertThat(later.exit()).isEqualTo(1);
  }

  @Test
  @Timeout(60)
  void what_has_no_verdict_is_waited_for_as_long_as_is_said() throws InterruptedException {
    spawn(3, "held");

    Run run = watch(Screen.NONE, "--generation", "3", "--timeout", "0.2");

    assertThat(run.exit()).isEqualTo(ExitStatus.TIMED_OUT.code()).isEqualTo(124);
    assertThat(run.err().lines())
        .last()
        .asString()
        .startsWith("cambrian: generation 3 has no verdict after 0.2 s");
    verifier.release();
  }

  @Test
  @Timeout(60)
  void a_generation_that_is_not_there_is_told_in_one_line() {
    Run run = watch(Screen.NONE, "--generation", "99");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("cambrian: there is no generation 99 at " + address)
        .hasLineCount(1);
  }

  @Test
  @Timeout(60)
  void where_nothing_goes_on_it_says_so_once() {
    Run run = watch(Screen.NONE, "--timeout", "1");

    assertThat(run.exit()).isZero();
    assertThat(run.err()).startsWith("nothing goes on").hasLineCount(1);
  }

  @Test
  @Timeout(60)
  void the_step_of_a_reproduction_is_told_as_the_page_now_tells_it() {
    occasion = Optional.of("A reproduction runs, step 1 of 3: the core grows from S.md.");

    Run run = watch(Screen.NONE, "--timeout", "1");

    assertThat(run.err())
        .isEqualTo("A reproduction runs, step 1 of 3: the core grows from S.md.\n");
    Run json = watch(Screen.NONE, "--timeout", "1", "--json");
    assertThat(json.err()).isEmpty();
    JsonNode now = Json.parse(json.out().lines().findFirst().orElseThrow());
    assertThat(now.get("type").asString()).isEqualTo("now");
    assertThat(now.get("data").get("occasion").asString()).isEqualTo(occasion.get());
    assertThat(now.get("data").get("headline").asString())
        .startsWith(occasion.get() + " Nothing goes on. The last, generation 2,");
    assertThat(now.get("data").get("organisms")).isEmpty();
  }

  /**
   * The server ends when it was asked the second time what goes on: its events are followed then.
   */
  private Run watchToTheEnd(boolean complete, String... words) throws Exception {
    conclusion = Optional.of(new Conclusion(complete, "The reproduction \u001b[2J is over."));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Run> watching = threads.submit(() -> watch(Screen.NONE, words));
      await().until(() -> asked.get() >= 2);
      hosting.close();
      return watching.get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  @Timeout(60)
  void it_ends_at_once_with_a_reproduction_that_is_complete() throws Exception {
    Run run = watchToTheEnd(true);

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).endsWith("The reproduction \\x1b[2J is over.\n").doesNotContain("gone");
  }

  @Test
  @Timeout(60)
  void one_that_failed_is_exit_1_and_the_last_object_for_programs_tells_it() throws Exception {
    Run run = watchToTheEnd(false, "--json");

    assertThat(run.exit()).as(run.err()).isEqualTo(ExitStatus.NEGATIVE.code());
    assertThat(run.err()).isEmpty();
    JsonNode last = Json.parse(run.out().lines().toList().getLast());
    assertThat(last.get("type").asString()).isEqualTo("over");
    assertThat(last.get("data").get("complete").asBoolean()).isFalse();
    assertThat(last.get("data").get("sentence").asString()).startsWith("The reproduction");
  }

  @Test
  @Timeout(60)
  void without_an_address_it_finds_the_server_of_the_home() {
    Run run = Run.in(directory.resolve("home"), "watch", "--generation", "1", "--timeout", "30");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("generation 1: rolled back, non-viable");
  }

  @Test
  void where_it_finds_none_it_says_that_one_that_only_looks_is_not_found_by_its_home() {
    Run unfound = Run.in(directory.resolve("another"), "watch", "--timeout", "1");

    assertThat(unfound.exit()).isNotZero();
    assertThat(unfound.err())
        .contains("a server that only looks is not found by its home: name it with --server");
  }

  @Test
  void the_address_of_a_page_is_told_as_such() {
    Run run = Run.of(Screen.NONE, Map.of(), "watch", "--server", address + "/ui/generations/4");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .contains("--server takes the address of the server alone: " + address + ",")
        .hasLineCount(1);
  }

  @Test
  void a_server_that_asks_for_a_token_is_told() {
    Run run =
        Run.of(
            Screen.NONE, Map.of("CAMBRIAN_TOKEN", "no token of it"), "watch", "--server", address);

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("CAMBRIAN_TOKEN is no token").hasLineCount(1);
  }

  @Test
  void without_a_server_it_says_how_to_start_one() {
    hosting.close();

    Run run = watch(Screen.NONE);

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err())
        .startsWith("cambrian: no Supervisor answers at " + address)
        .contains("cambrian serve")
        .doesNotContain("only looks")
        .hasLineCount(1);
  }
}
