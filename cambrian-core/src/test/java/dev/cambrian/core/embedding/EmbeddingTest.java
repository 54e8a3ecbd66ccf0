package dev.cambrian.core.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.history.History;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.LlmClient;
import dev.cambrian.core.llm.LlmProgress;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.pipeline.Grower;
import dev.cambrian.core.pipeline.GrowthListener;
import dev.cambrian.core.pipeline.GrowthOptions;
import dev.cambrian.core.pipeline.GrowthResult;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Checks;
import dev.cambrian.core.verdict.ViabilityReport.HealthCheck;
import dev.cambrian.core.verdict.ViabilityReport.StageCheck;
import dev.cambrian.core.verdict.ViabilityReport.Status;
import dev.cambrian.core.verdict.ViabilityReport.TestCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program of the README, as it stands there. */
class EmbeddingTest {
  private static final Path SPEC =
      Path.of(System.getProperty("cambrian.root"), "spec", "ECHO-SPEC.md");

  @TempDir private Path directory;

  @Test
  void the_program_grows_a_spec_and_reads_the_events() {
    List<String> printed = printed((request, listener) -> viable(request));

    assertThat(printed)
        .startsWith("generation 1 lives", "1 spec.registered", "2 generation.started")
        .endsWith("7 generation.promoted");
  }

  @Test
  void where_nothing_lives_it_tells_why() {
    List<String> printed =
        printed(
            (request, listener) -> new Verification.Aborted(FailureKind.IMAGE_MISSING, "no rig"));

    assertThat(printed)
        .startsWith("no rig", "1 spec.registered")
        .contains("4 artifact.sealed")
        .doesNotContain("7 generation.promoted");
  }

  private List<String> printed(Verifier verifier) {
    List<String> lines = new ArrayList<>();
    grow(SPEC, directory.resolve("home"), EmbeddingTest::answer, verifier, lines::add);
    return lines;
  }

  // region embedding
  static void grow(Path file, Path home, LlmClient llm, Verifier verifier, Consumer<String> out) {
    Spec spec = Specs.read(file);
    try (History history = History.open(home.resolve("history.db"))) {
      Grower grower =
          Grower.builder().history(history).llm(llm).verifier(verifier).home(home).build();
      GrowthResult result = grower.grow(spec, GrowthOptions.of("a-model"), GrowthListener.NONE);
      out.accept(result.promoted().map(n -> "generation " + n + " lives").orElse(result.reason()));
      history.readAll(0, 100).forEach(event -> out.accept(event.position() + " " + event.type()));
    }
  }

  // endregion

  private static LlmAnswer answer(LlmRequest request, LlmProgress progress) {
    return new LlmAnswer(
        "<file path=\"app.py\">\nprint('hello')\n</file:end>\n",
        "mine",
        request.model(),
        LlmAnswer.StopReason.COMPLETE,
        TokenUsage.of(10, 5),
        true,
        Duration.ZERO);
  }

  private static Verification viable(VerificationRequest request) {
    StageCheck passed = new StageCheck(true, 1);
    return new Verification.Judged(
        new ViabilityReport(
            request.generation(),
            Status.VIABLE,
            Optional.empty(),
            new Checks(
                passed,
                passed,
                new TestCheck(true, 1, 1, 1),
                passed,
                new HealthCheck(true, 1, Map.of(), Map.of(), Map.of())),
            Map.of(),
            Instant.EPOCH,
            Optional.empty(),
            Optional.of(request.artifactHash()),
            request.spec().hash(),
            "none"));
  }
}
