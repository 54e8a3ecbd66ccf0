package dev.cambrian.core.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.history.History;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.LlmClient;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.pipeline.Grower;
import dev.cambrian.core.pipeline.GrowthListener;
import dev.cambrian.core.pipeline.GrowthOptions;
import dev.cambrian.core.pipeline.GrowthResult;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.Verifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program of the README, as it stands there. */
class EmbeddingTest {
  private static final Path ROOT = Path.of(System.getProperty("cambrian.root"));

  @TempDir private Path directory;

  @Test
  void a_ten_line_program_grows_a_spec_and_reads_the_events() throws Exception {
    Path home = directory.resolve("home");
    LlmClient llm =
        (request, progress) ->
            new LlmAnswer(
                "<file path=\"app.py\">\nprint('hello')\n</file:end>\n",
                "mine",
                request.model(),
                LlmAnswer.StopReason.COMPLETE,
                TokenUsage.of(10, 5),
                true,
                Duration.ZERO);
    Verifier verifier =
        (request, listener) -> new Verification.Aborted(FailureKind.RESOURCE, "no rig here");
    List<String> printed = new ArrayList<>();

    GrowthResult grown = grow(home, llm, verifier, printed);

    assertThat(grown.generations()).containsExactly(1);
    assertThat(grown.reason()).isEqualTo("no rig here");
    assertThat(printed).contains("1 spec.registered", "2 generation.started", "4 artifact.sealed");
  }

  private static GrowthResult grow(Path home, LlmClient llm, Verifier verifier, List<String> out)
      throws Exception {
    Files.createDirectories(home);
    // region embedding
    Spec spec = Specs.read(ROOT.resolve("spec/ECHO-SPEC.md"));
    try (History history = History.open(home.resolve("history.db"))) {
      Grower grower =
          Grower.builder().history(history).llm(llm).verifier(verifier).home(home).build();
      GrowthResult result = grower.grow(spec, GrowthOptions.of("claude"), GrowthListener.NONE);
      result.promoted().ifPresent(generation -> out.add("generation " + generation + " lives"));
      history.readAll(0, 100).forEach(event -> out.add(event.position() + " " + event.type()));
      return result;
    }
    // endregion
  }
}
