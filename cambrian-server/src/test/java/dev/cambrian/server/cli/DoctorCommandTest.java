package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.server.terminal.Screen;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DoctorCommandTest {

  @TempDir static Path home;

  @BeforeAll
  static void grow() {
    GrownHome.at(home);
  }

  @Test
  void doctor_tells_what_can_be_grown() {
    Run run = Run.in(home, "doctor");

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("java", "python", "node", "sandbox", "2 generations", "1 promoted generations")
        .containsAnyOf("Can grow", "Nothing can be grown");
  }

  @Test
  void doctor_says_what_can_be_grown_with_the_runner_that_is_asked_for() {
    Map<String, String> nobody =
        Map.of("CAMBRIAN_RUNNER", "docker", "DOCKER_HOST", "unix://" + home.resolve("none.sock"));

    Run run = Run.of(Screen.NONE, nobody, "doctor", "--home", home.toString());

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).contains("Nothing can be grown: containers are asked for");
    assertThat(
            Run.of(
                    Screen.NONE,
                    Map.of("CAMBRIAN_RUNNER", "podman"),
                    "doctor",
                    "--home",
                    home.toString())
                .exit())
        .isEqualTo(2);
  }

  @Test
  void doctor_names_keys_and_never_shows_them() {
    Run run =
        Run.of(
            Screen.NONE,
            Map.of("ANTHROPIC_API_KEY", "secret-canary"),
            "doctor",
            "--json",
            "--home",
            home.toString());

    assertThat(run.out()).contains("ANTHROPIC_API_KEY set").doesNotContain("canary");
  }
}
