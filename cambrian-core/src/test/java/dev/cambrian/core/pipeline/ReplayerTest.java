package dev.cambrian.core.pipeline;

import static dev.cambrian.core.pipeline.Worlds.GOOD_ANSWER;
import static dev.cambrian.core.pipeline.Worlds.SPEC;
import static dev.cambrian.core.pipeline.Worlds.UNCLOSED_ANSWER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.history.History;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.verdict.Verification;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayerTest {
  private static final GrowthOptions OPTIONS = GrowthOptions.of("model");

  @TempDir private Path home;
  private History history;
  private final ScriptedLlm llm = new ScriptedLlm();

  @BeforeEach
  void open() {
    history = History.open(home.resolve("history.db"));
  }

  @AfterEach
  void close() {
    history.close();
  }

  @Test
  void a_replayed_generation_is_identical_to_the_sealed_one() {
    llm.on(Purpose.GENERATE, 1, UNCLOSED_ANSWER).on(Purpose.REPAIR, 1, GOOD_ANSWER);
    grower().grow(SPEC, OPTIONS, GrowthListener.NONE);

    Replayer.Replay replay = new Replayer(history).replay(1, home.resolve("replayed"));

    assertThat(replay.differences()).isEmpty();
    assertThat(replay.exchanges()).isEqualTo(2);
    assertThat(home.resolve("replayed/manifest.json"))
        .hasSameBinaryContentAs(home.resolve("artifacts/gen-1/manifest.json"));
  }

  @Test
  void the_same_spec_under_another_name_is_replayed_under_the_name_that_it_had() {
    llm.on(Purpose.GENERATE, 1, GOOD_ANSWER);
    grower().grow(SPEC, OPTIONS, GrowthListener.NONE);
    Spec renamed = Specs.parse("RENAMED-SPEC.md", SPEC.text().getBytes(UTF_8));

    GrowthResult second = grower().grow(renamed, OPTIONS, GrowthListener.NONE);

    assertThat(second.promoted()).contains(2);
    assertThat(new Replayer(history).replay(2, home.resolve("replayed")).differences()).isEmpty();
    assertThat(home.resolve("replayed/spec/RENAMED-SPEC.md")).exists();
  }

  private Grower grower() {
    return Grower.builder()
        .history(history)
        .llm(llm)
        .verifier((request, listener) -> new Verification.Judged(Worlds.viable(request)))
        .home(home)
        .build();
  }
}
