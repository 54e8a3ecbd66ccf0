package dev.cambrian.core.trial;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.NotedPause;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.LlmClient;
import dev.cambrian.core.llm.LlmException;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.pipeline.GenerationArchive;
import dev.cambrian.core.pipeline.GrowthListener;
import dev.cambrian.core.pipeline.GrowthOptions;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.verdict.Baseline;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Checks;
import dev.cambrian.core.verdict.ViabilityReport.Diagnostics;
import dev.cambrian.core.verdict.ViabilityReport.HealthCheck;
import dev.cambrian.core.verdict.ViabilityReport.StageCheck;
import dev.cambrian.core.verdict.ViabilityReport.Status;
import dev.cambrian.core.verdict.ViabilityReport.TestCheck;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a trial ends, and what is asked and judged a second time for it: nothing. */
final class TrialRunTest {
  private static final String GOOD = "<file path=\"app.py\">\nprint('hello')\n</file:end>\n";
  private static final String UNCLOSED = "<file path=\"app.py\">\nprint('hello')\n";

  /** A campaign's trial: the first answer as it came. */
  private static final GrowthOptions FIRST_ANSWER =
      GrowthOptions.of("somebody").withMaxRetries(0).withMaxParseRetries(0);

  @TempDir Path directory;
  private final List<String> told = new ArrayList<>();
  private final NotedPause pause = new NotedPause();
  private final AtomicInteger asked = new AtomicInteger();
  private final List<VerificationRequest> judged = new ArrayList<>();
  private GrowthOptions options = FIRST_ANSWER;

  private static Spec spec(String title) {
    return Specs.parse(
        "HELLO-SPEC.md",
        "---\ntitle: %s\nversion: 1.0.0\ntoolchain: python\n---\n# Hello\n"
            .formatted(title)
            .getBytes(UTF_8));
  }

  /** Fails so often at first. */
  private LlmClient answering(int failures, String text) {
    return (request, progress) -> {
      if (asked.incrementAndGet() <= failures) {
        throw new LlmException.Refused("no luck", 9);
      }
      return new LlmAnswer(
          text,
          "command",
          "somebody",
          LlmAnswer.StopReason.COMPLETE,
          TokenUsage.NONE,
          false,
          Duration.ofMillis(5));
    };
  }

  private Verifier judging(Status status) {
    return (request, listener) -> {
      judged.add(request);
      return new Verification.Judged(report(request, status));
    };
  }

  private static ViabilityReport report(VerificationRequest request, Status status) {
    boolean viable = status == Status.VIABLE;
    return new ViabilityReport(
        request.generation(),
        status,
        viable ? Optional.empty() : Optional.of(Stage.TEST),
        new Checks(
            new StageCheck(true, 1),
            new StageCheck(true, 2),
            new TestCheck(viable, 3, 2, viable ? 2 : 1),
            new StageCheck(true, 4),
            new HealthCheck(true, 5, Map.of(), Map.of(), Map.of())),
        Map.of(),
        Instant.EPOCH,
        viable
            ? Optional.empty()
            : Optional.of(
                new Diagnostics(
                    Stage.TEST,
                    "1 of 2 failed",
                    Optional.of(1),
                    Optional.empty(),
                    List.of(),
                    "",
                    "")),
        Optional.of(request.artifactHash()),
        request.spec().hash(),
        "none");
  }

  private TrialResult make(LlmClient llm, Verifier verifier) {
    return make(spec("Hello"), 1, llm, verifier);
  }

  private TrialResult make(Spec spec, int trial, LlmClient llm, Verifier verifier) {
    try (History history = History.open(directory.resolve("history.db"))) {
      return new TrialRun(
              new TrialRun.Means(
                  directory.resolve("set"),
                  options,
                  llm,
                  verifier,
                  history,
                  directory,
                  GenerationArchive.NONE,
                  Clock.systemUTC(),
                  pause,
                  answer -> OptionalLong.empty()),
              told::add)
          .make(spec, trial, GrowthListener.NONE);
    }
  }

  private GenerationRecord generation(int number) {
    try (History history = History.open(directory.resolve("history.db"))) {
      return history.generation(number).orElseThrow();
    }
  }

  @Test
  void a_model_that_does_not_answer_is_asked_again_and_that_is_told() {
    TrialResult result = make(answering(2, GOOD), judging(Status.VIABLE));

    assertThat(result.viable()).isTrue();
    assertThat(result.generation()).isEqualTo(3);
    assertThat(pause.waits()).isEqualTo(NotedPause.seconds(1, 5));
    assertThat(told)
        .filteredOn(line -> line.contains("not counted"))
        .hasSize(2)
        .first()
        .isEqualTo("trial 01: not counted, model-unavailable: no luck; once more");
  }

  @Test
  void a_model_that_never_answers_ends_the_trial_without_counting() {
    TrialResult result = make(answering(100, GOOD), judging(Status.VIABLE));

    assertThat(result.growth().failure()).contains(FailureKind.MODEL_UNAVAILABLE);
    assertThat(result.counts()).isFalse();
    assertThat(result.viable()).isFalse();
    assertThat(result.report()).isEmpty();
    assertThat(asked).hasValue(3);
  }

  @Test
  void a_rig_without_its_image_decides_nothing_and_the_answer_is_kept() {
    TrialResult stopped =
        make(
            answering(0, GOOD),
            (request, listener) ->
                new Verification.Aborted(FailureKind.IMAGE_MISSING, "the image is gone"));

    assertThat(stopped.growth().failure()).contains(FailureKind.IMAGE_MISSING);
    assertThat(stopped.counts()).isFalse();
    assertThat(pause.waits()).isEmpty();
    TrialResult result = make(answering(0, GOOD), judging(Status.VIABLE));
    assertThat(result.growth().promoted()).contains(2);
    assertThat(asked).hasValue(1);
  }

  @Test
  void a_verdict_that_was_given_is_not_asked_for_again_and_its_report_is_that_of_the_new_number() {
    TrialResult first = make(answering(0, GOOD), judging(Status.NON_VIABLE));

    TrialResult again = make(answering(0, GOOD), judging(Status.VIABLE));

    assertThat(again.viable()).isFalse();
    assertThat(again.generation()).isEqualTo(2);
    assertThat(again.report()).isEqualTo(first.report().map(it -> it.withGeneration(2)));
    assertThat(judged).hasSize(1);
    assertThat(asked).hasValue(1);
  }

  @Test
  void without_retries_a_non_viable_answer_counts_with_its_report() {
    TrialResult result = make(answering(0, GOOD), judging(Status.NON_VIABLE));

    assertThat(result.counts()).isTrue();
    assertThat(result.viable()).isFalse();
    assertThat(result.report().orElseThrow().failureStage()).contains(Stage.TEST);
    assertThat(result.growth().failure()).contains(FailureKind.NON_VIABLE);
    assertThat(asked).hasValue(1);
  }

  @Test
  void without_repairs_the_first_answer_counts_though_it_cannot_be_read() {
    TrialResult result = make(answering(0, UNCLOSED), judging(Status.VIABLE));

    assertThat(result.counts()).isTrue();
    assertThat(result.viable()).isFalse();
    assertThat(result.report()).isEmpty();
    assertThat(result.growth().failure()).contains(FailureKind.UNREADABLE_ANSWER);
    assertThat(asked).hasValue(1);
    assertThat(judged).isEmpty();
  }

  @Test
  void as_many_answers_are_repaired_as_the_caller_says() {
    options = FIRST_ANSWER.withMaxParseRetries(1);

    TrialResult _ = make(answering(0, UNCLOSED), judging(Status.VIABLE));

    assertThat(asked).hasValue(2);
  }

  @Test
  void the_generations_of_a_campaign_name_it() {
    options = FIRST_ANSWER.withCampaignId("campaign-1");

    TrialResult result = make(answering(0, GOOD), judging(Status.VIABLE));

    assertThat(generation(result.generation()).campaignId()).contains("campaign-1");
  }

  @Test
  void trials_of_several_specs_lie_in_one_set_and_know_nothing_of_each_other() {
    TrialResult one = make(spec("One"), 1, answering(0, GOOD), judging(Status.VIABLE));
    TrialResult other = make(spec("Other"), 1234, answering(0, GOOD), judging(Status.NON_VIABLE));

    assertThat(one.viable()).isTrue();
    assertThat(other.viable()).isFalse();
    assertThat(judged)
        .extracting(request -> request.spec().title())
        .containsExactly("One", "Other");
    assertThat(judged).extracting(VerificationRequest::baseline).containsOnly(Baseline.NONE);
    assertThat(TrialFiles.trials(directory.resolve("set")))
        .extracting(TrialFiles::number)
        .containsExactly(1, 1234);
    assertThat(directory.resolve("set/1234/generate-1.report.json")).isRegularFile();
  }
}
