package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.history.History;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.terminal.Pace;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a home where a spec was grown twice: built in 40 ms, started in 70, answered in 1,200. */
final class PastPaceTest {
  private static final Map<Stage, Duration> STAGES =
      Map.of(Stage.BUILD, Duration.ofMillis(40), Stage.START, Duration.ofMillis(70));

  @TempDir Path directory;

  private Pace pace(String text, boolean replays, String model) {
    CambrianHome home = GrownHome.at(directory);
    Spec spec = Specs.parse("TINY-SPEC.md", text.getBytes(StandardCharsets.UTF_8));
    try (SqliteHistory history = History.open(home.history())) {
      return PastPace.of(history, spec, replays, model);
    }
  }

  @Test
  void a_spec_takes_what_it_took_before() {
    assertThat(pace(GrownHome.SPEC, false, "small-model"))
        .isEqualTo(new Pace(Optional.of(Duration.ofMillis(1_200)), STAGES));
  }

  @Test
  void another_spec_of_the_same_toolchain_takes_what_those_took() {
    assertThat(pace(GrownHome.SPEC + "\nMore.\n", false, "small-model"))
        .isEqualTo(new Pace(Optional.of(Duration.ofMillis(1_200)), STAGES));
  }

  @Test
  void of_another_toolchain_and_another_model_nothing_is_known() {
    assertThat(pace(GrownHome.SPEC.replace("python", "node"), false, "other's-model"))
        .isEqualTo(Pace.UNKNOWN);
  }

  @Test
  void a_replay_answers_at_once() {
    assertThat(pace(GrownHome.SPEC, true, "replay").answer()).contains(Duration.ZERO);
  }
}
