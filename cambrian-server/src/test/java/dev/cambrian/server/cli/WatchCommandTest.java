package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.llm.LlmSettings;
import dev.cambrian.core.llm.Prices;
import dev.cambrian.rig.IsolationPolicy;
import dev.cambrian.server.api.ApiServer;
import dev.cambrian.server.gateway.GatewaySettings;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.organism.Habitats;
import dev.cambrian.server.serve.Hosting;
import dev.cambrian.server.supervisor.FakeVerifier;
import dev.cambrian.server.supervisor.Judge;
import dev.cambrian.server.supervisor.Supervisor;
import dev.cambrian.server.terminal.Screen;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command over real HTTP, against a Supervisor of a home with a past. */
final class WatchCommandTest {
  @TempDir Path directory;
  private Hosting hosting;
  private String address = "";

  @BeforeEach
  void serve() {
    CambrianHome home = GrownHome.at(directory.resolve("home"));
    hosting =
        Hosting.start(
            new Supervisor.Settings(
                home,
                home.directory().resolve("incoming"),
                Clock.systemUTC(),
                0,
                Duration.ofSeconds(5),
                false),
            Judge.of(new FakeVerifier(), spec -> Optional.empty()),
            Habitats.of(Habitats.Kind.PROCESS, System.getenv(), IsolationPolicy.ALLOW_NONE),
            GatewaySettings.of(
                LlmSettings.defaults().withProvider("replay").withRecordings(List.of(directory)),
                Map.of(),
                Prices.builtIn()),
            new ApiServer.Settings("127.0.0.1", 0, Optional.empty(), Set.of()));
    address = hosting.address();
  }

  @AfterEach
  void stop() {
    hosting.close();
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
        .hasLineCount(1);
  }
}
