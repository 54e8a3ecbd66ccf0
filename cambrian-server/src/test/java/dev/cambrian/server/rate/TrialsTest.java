package dev.cambrian.server.rate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.history.History;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.LlmClient;
import dev.cambrian.core.llm.LlmException;
import dev.cambrian.core.llm.LlmProgress;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.llm.Message;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.llm.RecordingClient;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.pipeline.GenerationArchive;
import dev.cambrian.core.pipeline.GrowthListener;
import dev.cambrian.core.pipeline.GrowthOptions;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.trial.TrialFiles;
import dev.cambrian.core.trial.TrialResult;
import dev.cambrian.core.trial.TrialRun;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read of trials that were made, cut off, or tampered with. */
final class TrialsTest {
  private static final Spec SPEC =
      Specs.parse(
          "HELLO-SPEC.md",
          "---\ntitle: Hello\nversion: 1.0.0\ntoolchain: python\n---\n# Hello\n".getBytes(UTF_8));

  @TempDir Path directory;
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger judged = new AtomicInteger();

  private LlmClient failing(int times) {
    return (request, progress) -> {
      if (asked.incrementAndGet() <= times) {
        throw new LlmException.Refused("no luck", 9);
      }
      return new LlmAnswer(
          "<file path=\"app.py\">\nprint('hello')\n</file:end>\n",
          "command",
          "somebody",
          LlmAnswer.StopReason.COMPLETE,
          TokenUsage.NONE,
          false,
          Duration.ofMillis(5));
    };
  }

  private Verifier aborting(int times) {
    return (request, listener) ->
        judged.incrementAndGet() <= times
            ? new Verification.Aborted(FailureKind.IMAGE_MISSING, "the image is gone")
            : new Verification.Judged(viable(request));
  }

  private static ViabilityReport viable(VerificationRequest request) {
    return new ViabilityReport(
        request.generation(),
        Status.VIABLE,
        Optional.empty(),
        new Checks(
            new StageCheck(true, 1),
            new StageCheck(true, 2),
            new TestCheck(true, 3, 2, 2),
            new StageCheck(true, 4),
            new HealthCheck(true, 5, Map.of(), Map.of(), Map.of())),
        Map.of(),
        Instant.EPOCH,
        Optional.empty(),
        Optional.of(request.artifactHash()),
        request.spec().hash(),
        "none");
  }

  private TrialResult make(LlmClient llm, Verifier verifier) {
    return make(1, llm, verifier);
  }

  private TrialResult make(int trial, LlmClient llm, Verifier verifier) {
    try (History history = History.open(directory.resolve("history.db"))) {
      return new TrialRun(
              new TrialRun.Means(
                  directory.resolve("set"),
                  GrowthOptions.of("somebody").withMaxParseRetries(Trials.REPAIRS),
                  llm,
                  verifier,
                  history,
                  directory,
                  GenerationArchive.NONE,
                  Clock.systemUTC(),
                  pause -> {},
                  answer -> OptionalLong.empty()),
              told -> {})
          .make(SPEC, trial, GrowthListener.NONE);
    }
  }

  private Trial trial() {
    return Trials.read(directory.resolve("set"), SPEC).trials().getFirst();
  }

  @Test
  void a_trial_is_viable_at_the_first_try_though_the_model_had_to_be_asked_again() {
    TrialResult result = make(failing(2), aborting(0));

    assertThat(result.generation()).isEqualTo(3);
    assertThat(trial().viableAtFirstTry()).isTrue();
  }

  @Test
  void a_model_that_never_answers_leaves_the_trial_undecided() {
    TrialResult result = make(failing(100), aborting(0));

    assertThat(result.counts()).isFalse();
    assertThat(trial().decided()).isFalse();
    Trials set = Trials.read(directory.resolve("set"), SPEC);
    assertThat(set.defects()).isEmpty();
    assertThat(set.gaps()).containsExactly("trial 01: has no verdict and is not counted");
    assertThat(Rates.of(set).trials()).isZero();
  }

  @Test
  void a_rig_without_its_image_decides_nothing() {
    TrialResult _ = make(failing(0), aborting(1));
    assertThat(trial().decided()).isFalse();

    TrialResult _ = make(failing(0), aborting(0));

    assertThat(trial().viableAtFirstTry()).isTrue();
  }

  @Test
  void a_directory_that_writes_its_number_otherwise_is_no_trial_more() throws IOException {
    TrialResult _ = make(failing(0), aborting(0));
    for (String name : List.of("001", "00", "1", "one")) {
      Path copy = Files.createDirectory(directory.resolve("set").resolve(name));
      try (Stream<Path> files = Files.list(directory.resolve("set/01"))) {
        for (Path file : files.toList()) {
          Files.copy(file, copy.resolve(file.getFileName()));
        }
      }
    }

    Trials set = Trials.read(directory.resolve("set"), SPEC);

    assertThat(set.trials()).extracting(Trial::number).containsExactly(1);
    assertThat(set.defects()).isEmpty();
    assertThat(set.gaps()).isEmpty();
  }

  @Test
  void an_answer_that_can_be_read_and_was_repaired_all_the_same_is_told() {
    TrialResult _ = make(failing(0), aborting(0));
    LlmAnswer _ =
        new RecordingClient(failing(0), directory.resolve("set"), "01", Clock.systemUTC())
            .answer(
                new LlmRequest(
                    SPEC.hash(), Purpose.REPAIR, 1, "m", "", List.of(Message.user("Again.")), 9),
                LlmProgress.NONE);

    assertThat(Trials.read(directory.resolve("set"), SPEC).defects())
        .containsExactly("trial 01: generate-1 was repaired though it can be read");
  }

  @Test
  void organisms_that_were_to_grow_different_specs_make_no_rate() {
    for (int number = 1; number <= 2; number++) {
      TrialResult _ = make(number, failing(0), aborting(0));
      reproduced(number, "a");
    }
    assertThat(Trials.read(directory.resolve("set"), SPEC).gaps()).isEmpty();

    reproduced(2, "b");

    Trials set = Trials.read(directory.resolve("set"), SPEC);
    assertThat(set.defects()).isEmpty();
    assertThat(set.gaps())
        .containsExactly(
            "the organisms were to grow different specs; have them grow one with --reproduce");
  }

  private void reproduced(int number, String hash) {
    Trial trial = Trials.read(directory.resolve("set"), SPEC).trial(number).orElseThrow();
    TrialFiles.write(
        trial.directory().resolve(TrialReproduction.FILE),
        new TrialReproduction(
                true,
                trial.viable().flatMap(TrialAttempt::artifactHash).orElseThrow(),
                "sha256:" + hash.repeat(64),
                "ok",
                Duration.ZERO,
                List.of())
            .encode());
  }
}
