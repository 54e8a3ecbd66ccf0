package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.server.docs.Page;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.reproduce.ChainRecordings;
import dev.cambrian.server.serve.Prime;
import dev.cambrian.server.serve.ReproducingPlace;
import dev.cambrian.server.terminal.Screen;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** A chain by the command, replayed, with the hand-written prime for its answers. */
final class ReproduceCommandTest {
  private static final Path ECHO = Page.ROOT.resolve("spec/ECHO-SPEC.md");
  private static final Path ECHO_RECORDING = Page.ROOT.resolve("spec/recordings/echo-java");

  @TempDir Path directory;

  private Run reproduce(String... options) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "reproduce",
                Prime.specFile().toString(),
                "--last",
                ECHO.toString(),
                "--recordings",
                recordings().toString(),
                "--recordings",
                ECHO_RECORDING.toString(),
                "--home",
                home().directory().toString()));
    line.addAll(List.of(options));
    return Run.of(Screen.NONE, Map.of(), line.toArray(String[]::new));
  }

  private CambrianHome home() {
    return new CambrianHome(directory.resolve("home"));
  }

  private Path recordings() {
    return directory.resolve("recordings");
  }

  private List<GenerationRecord> records() {
    try (History history = History.open(home().history())) {
      return history.generations(0, 100, Optional.empty());
    }
  }

  private String file(int generation, String path) throws IOException {
    return Files.readString(home().artifacts().resolve("gen-" + generation).resolve(path));
  }

  @ParameterizedTest
  @EnumSource(ReproducingPlace.class)
  @Timeout(600)
  void a_genome_reproduces_to_depth_3(ReproducingPlace place) throws Exception {
    place.require();
    new ChainRecordings(recordings()).primes(2);

    Run run = reproduce("--runner", place.runner());

    assertThat(run.exit()).as(run.err() + run.out()).isZero();
    assertThat(records())
        .allMatch(it -> it.outcome() == Outcome.PROMOTED)
        .extracting(GenerationRecord::parent)
        .containsExactly(0, 1, 2);
    assertThat(file(1, "src/which.py")).isEqualTo("WHICH = 1\n");
    assertThat(file(2, "src/which.py")).isEqualTo("WHICH = 2\n");
    assertThat(records().getLast().specHash()).isEqualTo(Specs.read(ECHO).hash());
    assertThat(run.err())
        .contains(
            "no model is called",
            "watch it in a browser: http://127.0.0.1:",
            "step 1 of 3: the core grows from PRIME-SPEC.md",
            "organism of generation 1: | alive",
            "organism of generation 1: asks replay: generate 2",
            "organism of generation 1: generate answered by replay:somebody",
            "generation 2: spawned by generation 1",
            "generation 2: build ok",
            "generation 2: promoted",
            "organism of generation 1: ended: exited with exit code 0",
            "organism of generation 2: asks replay: generate 1",
            "generation 3: viable");
    assertThat(run.out())
        .contains(
            "Reproduced to depth 3: the core grew 1, generation 1 grew 2, generation 2 grew 3.",
            "(replayed, no model was called)",
            "$0 paid; 3,000 tokens that recorded answers had used; 13,024 tokens as organisms report them",
            "verified in " + place.isolation() + ", organisms in " + place.isolation(),
            "./cambrian show 3",
            "./cambrian diff 1 2",
            "What the organisms printed:",
            home().directory().resolve("organisms").toString());
    assertThat(columnsOfNext(run.out())).hasSize(1);
    assertThat(Run.in(home().directory(), "log").out().lines())
        .hasSize(6)
        .filteredOn(line -> line.contains("$0"))
        .hasSize(4)
        .last()
        .asString()
        .startsWith("Together: $0 paid; ");
    assertThat(Run.in(home().directory(), "show", "3").out()).contains(", cost $0");
    assertThat(Run.in(home().directory(), "verify").out()).endsWith("Everything agrees.\n");
    assertThat(Run.in(home().directory(), "show", "2", "--exchanges").out())
        .contains("exchange 1 of 1: generate 2")
        .doesNotContain("Echo server in Java");
    assertThat(Run.in(home().directory(), "show", "3", "--exchanges").out())
        .contains("exchange 1 of 1: generate 1", "replay:claude", "| # Echo server in Java")
        .contains("| <file path=\"pom.xml\">");
    Run replayed = Run.in(home().directory(), "replay", "3");
    assertThat(replayed.exit()).isEqualTo(2);
    assertThat(replayed.err()).contains("not grown by the core").hasLineCount(1);
    place.assertNothingLeft(home());
  }

  /** Where what a command is for begins, of each command that is proposed. */
  private static Set<Integer> columnsOfNext(String out) {
    Pattern line = Pattern.compile("(  \\./cambrian (?:\\S+ )+ +)\\S.*");
    return out.lines()
        .map(line::matcher)
        .filter(Matcher::matches)
        .map(it -> it.group(1).length())
        .collect(Collectors.toSet());
  }

  @Test
  @Timeout(600)
  void further_primes_are_grown_with_further_answers_in_a_home_with_a_past() throws Exception {
    ReproducingPlace.CONTAINER.require();
    new ChainRecordings(recordings()).primes(3);
    assertThat(reproduce("--runner", "docker", "--depth", "2").exit()).isZero();

    Run run = reproduce("--runner", "docker", "--depth", "4", "--json");

    assertThat(run.exit()).as(run.err() + run.out()).isZero();
    JsonNode result = Json.parse(run.out().lines().toList().getLast());
    assertThat(result.path("complete").asBoolean()).isTrue();
    assertThat(result.path("replayed").asBoolean()).isTrue();
    assertThat(result.path("generations").toString()).isEqualTo("[3,4,5,6]");
    assertThat(records()).extracting(GenerationRecord::parent).containsExactly(0, 1, 0, 3, 4, 5);
    for (int step = 1; step <= 3; step++) {
      assertThat(file(2 + step, "src/which.py")).isEqualTo("WHICH = %d\n".formatted(step));
    }
    assertThat(run.out().lines()).allSatisfy(line -> assertThat(Json.parse(line)).isNotNull());
    ReproducingPlace.CONTAINER.assertNothingLeft(home());
  }

  @Test
  @Timeout(600)
  void a_second_generation_that_does_not_live_is_told_with_what_its_organism_said() {
    ReproducingPlace.CONTAINER.require();
    new ChainRecordings(recordings())
        .primes(1)
        .prime(2, new Prime().with("tests/test_prime.py", "def test_it():\n    assert 1 == 2\n"));

    Run run = reproduce("--runner", "docker");

    assertThat(run.exit()).as(run.err() + run.out()).isEqualTo(ExitStatus.NEGATIVE.code());
    assertThat(run.out())
        .contains(
            "The chain ended in step 2 of 3: generation 2 is non-viable at test",
            "failed     generation 2 at test",
            "it printed rolled back 2: failed at test",
            "it printed gave up: ModelError: 404",
            "./cambrian show 2");
    ReproducingPlace.CONTAINER.assertNothingLeft(home());
  }

  @Test
  void recordings_that_are_not_there_are_named_before_anything_is_begun() {
    new ChainRecordings(recordings()).primes(1);

    Run run = reproduce("--depth", "4");

    assertThat(run.exit()).isEqualTo(ExitStatus.USAGE.code());
    assertThat(run.err())
        .contains("lack generate 2 of PRIME-SPEC.md, generate 3 of PRIME-SPEC.md", "--record");
    assertThat(home().directory()).doesNotExist();
  }

  @Test
  void a_port_that_is_taken_is_told_before_a_home_is_made() throws IOException {
    new ChainRecordings(recordings()).primes(2);

    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Run run =
          reproduce(
              "--runner",
              "process",
              "--unsafe-no-sandbox",
              "--port",
              String.valueOf(taken.getLocalPort()));

      assertThat(run.exit()).as(run.err()).isEqualTo(ExitStatus.INFRASTRUCTURE.code());
      assertThat(run.err())
          .startsWith("cambrian: cannot listen on 127.0.0.1 port " + taken.getLocalPort())
          .contains("something listens there already")
          .hasLineCount(1);
    }
    assertThat(home().directory()).doesNotExist();
  }

  @Test
  void replay_is_the_default_whatever_key_is_set() {
    Run run =
        Run.of(
            Screen.NONE,
            Map.of("ANTHROPIC_API_KEY", "sk-test"),
            "reproduce",
            Prime.specFile().toString(),
            "--recordings",
            ECHO_RECORDING.toString(),
            "--home",
            home().directory().toString());

    assertThat(run.exit()).isEqualTo(ExitStatus.USAGE.code());
    assertThat(run.err()).contains("lack generate 1 of PRIME-SPEC.md");
  }

  @Test
  @Timeout(600)
  void what_it_records_it_replays() throws Exception {
    ReproducingPlace.CONTAINER.require();
    Path answers = Files.createDirectory(directory.resolve("answers"));
    Files.createDirectory(recordings());
    String prime = Specs.read(Prime.specFile()).hash();
    for (int ordinal = 1; ordinal <= 2; ordinal++) {
      Files.writeString(
          answers.resolve(prime.substring(7) + "-" + ordinal),
          ChainRecordings.prime(ordinal).answer(),
          StandardCharsets.UTF_8);
    }
    Files.copy(
        ECHO_RECORDING.resolve("generate-1.answer.md"),
        answers.resolve(Specs.read(ECHO).hash().substring(7) + "-1"));
    Path recorded = directory.resolve("recorded");

    Run live =
        reproduce(
            "--runner",
            "docker",
            "--llm",
            "command",
            "cat %s/${CAMBRIAN_SPEC_HASH#sha256:}-$CAMBRIAN_ORDINAL".formatted(answers),
            "--record",
            recorded.toString());
    Run again =
        Run.of(
            Screen.NONE,
            Map.of(),
            "reproduce",
            Prime.specFile().toString(),
            "--last",
            ECHO.toString(),
            "--recordings",
            recorded.toString(),
            "--runner",
            "docker",
            "--home",
            directory.resolve("other").toString());

    assertThat(live.exit()).as(live.err() + live.out()).isZero();
    assertThat(live.out()).contains("(live)");
    assertThat(again.exit()).as(again.err() + again.out()).isZero();
    assertThat(again.out()).contains("(replayed, no model was called)");
  }
}
