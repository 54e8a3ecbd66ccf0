package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.json.Json;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Offspring that were grown for real, compared and probed. */
final class AmbiguityCommandTest {
  @TempDir Path directory;
  private Path home;
  private Path spec;
  private Path set;

  /** One answers every path, the other only its own; both fulfil the only contract. */
  @BeforeEach
  void write() throws IOException {
    home = directory.resolve("home");
    set = directory.resolve("rates");
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    String number = Integer.toString(port);
    spec =
        Files.writeString(directory.resolve("HEALTH.md"), HealthSpec.SPEC.replace("PORT", number));
    String lax = HealthSpec.APP.replace("PORT", number);
    String strict =
        lax.replace(
            "        self.send_response(200)",
            "        self.send_response(200 if self.path == '/health' else 404)");
    Files.writeString(directory.resolve("lax"), lax + HealthSpec.TEST.formatted(1));
    Files.writeString(directory.resolve("strict"), strict + HealthSpec.TEST.formatted(1));
  }

  private void grow(int trials) throws IOException {
    Path script =
        Files.writeString(
            directory.resolve("model.sh"),
            """
            cd '%s'
            echo >> asked
            cat "$(case $(wc -l < asked) in *2) echo strict;; *) echo lax;; esac)"
            """
                .formatted(directory));
    Run run =
        Run.in(
            home,
            "rate",
            spec.toString(),
            "--trials",
            Integer.toString(trials),
            "--parallel",
            "1",
            "--unsafe-no-sandbox",
            "--record",
            set.toString(),
            "--llm",
            "command",
            "sh '%s'".formatted(script));
    assertThat(run.exit()).as(run.toString()).isZero();
  }

  private Run ambiguity(Path at, String... more) {
    List<String> all = new ArrayList<>(List.of("spec", "ambiguity", spec.toString()));
    all.addAll(List.of(more));
    return Run.in(at, all.toArray(String[]::new));
  }

  @Test
  void what_offspring_answer_where_no_contract_looks_is_probed_and_ranked_first()
      throws IOException {
    grow(3);

    Run run = ambiguity(home, "--probe", "--unsafe-no-sandbox", "--json");

    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.told())
        .extracting(it -> it.path("line").asString())
        .anyMatch(it -> it.startsWith("generation 2: answered "));
    assertThat(run.lastCount()).isEqualTo("3 of 3 offspring");
    JsonNode first = Json.parse(run.out()).path("places").path(0);
    assertThat(first.path("kind").stringValue()).isEqualTo("behaviour");
    assertThat(first.path("offspring").intValue()).isEqualTo(3);
    assertThat(first.path("differs").path(0).stringValue()).startsWith("probe GET /");
    assertThat(first.path("variants").path(0).path("value").stringValue())
        .startsWith("200 application/json {ok: boolean}");
    assertThat(first.path("variants").path(1).path("value").stringValue())
        .startsWith("404 application/json {ok: boolean}");
    assertThat(first.path("variants").path(1).path("offspring").path(0).stringValue())
        .isEqualTo("generation 2");
  }

  @Test
  void generations_of_the_home_and_trials_of_a_directory_are_compared_alike_and_counted_once()
      throws IOException {
    grow(2);

    Run ofHome = ambiguity(home);
    Run ofTrials = ambiguity(directory.resolve("empty"), "--trials", set.toString());
    Run both = ambiguity(home, "--trials", set.toString());

    assertThat(ofHome.exit()).as(ofHome.toString()).isZero();
    assertThat(ofHome.out())
        .contains("2 viable offspring", "note: nothing was run")
        .containsPattern("endpoint: .*status or number 404");
    assertThat(ofTrials.exit()).as(ofTrials.toString()).isZero();
    assertThat(ofTrials.out().replaceAll("/\\S+/rates/0", "generation ")).isEqualTo(ofHome.out());
    assertThat(both.out()).isEqualTo(ofHome.out());
    assertThat(both.err()).contains("rates/02 is generation 2; it counts once");
  }

  @Test
  void fewer_than_two_are_one_clear_line() throws IOException {
    Run none = ambiguity(home);
    assertThat(none.exit()).isEqualTo(2);
    assertThat(none.err())
        .hasLineCount(1)
        .contains("HEALTH.md has no viable offspring here; two are needed");
    assertThat(none.out()).isEmpty();

    grow(1);
    Run one = ambiguity(home);
    assertThat(one.exit()).isEqualTo(2);
    assertThat(one.err()).hasLineCount(1).contains("HEALTH.md has one viable offspring here");
  }

  @Test
  void trials_of_another_spec_and_options_without_a_use_are_refused() throws IOException {
    grow(1);
    Files.writeString(spec, Files.readString(spec) + "\nChanged.\n");

    Run other = ambiguity(home, "--trials", set.toString());
    assertThat(other.exit()).isEqualTo(2);
    assertThat(other.err()).hasLineCount(1).contains("the trials answer sha256:");
    Run absent = ambiguity(home, "--trials", directory.resolve("nowhere").toString());
    assertThat(absent.exit()).isEqualTo(2);
    assertThat(absent.err()).contains("there is no directory with trials at ");
    Run useless = ambiguity(home, "--runner", "process");
    assertThat(useless.exit()).isEqualTo(2);
    assertThat(useless.err()).contains("--runner is for --probe");
  }
}
