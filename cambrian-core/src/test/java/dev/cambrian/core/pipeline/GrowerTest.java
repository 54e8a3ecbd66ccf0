package dev.cambrian.core.pipeline;

import static dev.cambrian.core.pipeline.Worlds.GOOD_ANSWER;
import static dev.cambrian.core.pipeline.Worlds.OTHER_ANSWER;
import static dev.cambrian.core.pipeline.Worlds.SPEC;
import static dev.cambrian.core.pipeline.Worlds.UNCLOSED_ANSWER;
import static dev.cambrian.core.pipeline.Worlds.generation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.NotedPause;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.Blobs;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.LlmAnswer.StopReason;
import dev.cambrian.core.llm.LlmClient;
import dev.cambrian.core.llm.LlmException;
import dev.cambrian.core.llm.LlmProgress;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.StageLog;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.Verifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrowerTest {
  private static final GrowthOptions OPTIONS =
      GrowthOptions.of("small").withEscalationModel("large");

  @TempDir private Path home;
  private History history;
  private final ScriptedLlm llm = new ScriptedLlm();
  private final RememberingArchive archive = new RememberingArchive();

  @BeforeEach
  void open() {
    history = History.open(home.resolve("history.db"));
  }

  @AfterEach
  void close() {
    history.close();
  }

  @Test
  void a_viable_answer_is_promoted_with_every_step_in_the_history() {
    llm.on(Purpose.GENERATE, 1, GOOD_ANSWER);

    GrowthResult result = grow(OPTIONS, Worlds::allViable);

    assertThat(result.promoted()).contains(1);
    assertThat(types(1))
        .containsExactly(
            "generation.started",
            "llm.answered",
            "artifact.sealed",
            "verification.started",
            "stage.finished",
            "verdict.given",
            "generation.promoted");
    assertThat(generation(history, 1).outcome()).isEqualTo(Outcome.PROMOTED);
    assertThat(archive.states).containsEntry(1, "promoted");
    assertThat(home.resolve("artifacts/gen-1/app.py")).hasContent("print('hello')\n");
    assertThat(home.resolve("artifacts/gen-1/spec/HELLO-SPEC.md")).hasContent(SPEC.text());
    assertThat(home.resolve("growths")).isEmptyDirectory();
  }

  @Test
  void a_prompt_tells_of_earlier_generations_unless_it_is_not_to() {
    llm.on(Purpose.GENERATE, 1, GOOD_ANSWER);
    for (int i = 0; i < 2; i++) {
      GrowthResult _ = grow(OPTIONS, Worlds::allViable);
    }
    GrowthResult _ = grow(OPTIONS.withoutHistorySummary(), Worlds::allViable);

    assertThat(llm.asked.get(1)).isNotEqualTo(llm.asked.get(0));
    assertThat(llm.asked.get(2))
        .isEqualTo(llm.asked.get(0))
        .isEqualTo(Grower.firstRequest(SPEC, OPTIONS));
  }

  @Test
  void what_a_stage_printed_is_kept_with_it() {
    llm.on(Purpose.GENERATE, 1, GOOD_ANSWER);
    StageLog log = new StageLog(new StageLog.Output("built\n", 7), StageLog.Output.NONE);

    grow(
        OPTIONS,
        (request, listener) -> {
          listener.stageStarted(Stage.MANIFEST);
          listener.stageFinished(Stage.MANIFEST, true, Duration.ZERO);
          listener.stageStarted(Stage.BUILD);
          listener.stageLogged(Stage.BUILD, log);
          listener.stageFinished(Stage.BUILD, true, Duration.ZERO);
          listener.stageStarted(Stage.TEST);
          listener.stageFinished(Stage.TEST, true, Duration.ZERO);
          return new Verification.Judged(Worlds.viable(request));
        });

    List<Optional<String>> logs =
        history.read(StreamId.generation(1)).stream()
            .map(RecordedEvent::event)
            .filter(Event.StageFinished.class::isInstance)
            .map(event -> ((Event.StageFinished) event).logBlob())
            .toList();
    assertThat(logs)
        .containsExactly(
            Optional.empty(), Optional.of(Blobs.hashOf(log.encode())), Optional.empty());
    assertThat(history.get(logs.get(1).orElseThrow()).flatMap(StageLog::decode)).contains(log);
  }

  @Test
  void an_unreadable_answer_is_repaired_within_its_generation_by_the_same_model() {
    llm.on(Purpose.GENERATE, 1, UNCLOSED_ANSWER).on(Purpose.REPAIR, 1, GOOD_ANSWER);

    GrowthResult result = grow(OPTIONS, Worlds::allViable);

    assertThat(result.generations()).containsExactly(1);
    assertThat(types(1))
        .startsWith("generation.started", "llm.answered", "answer.rejected", "llm.answered");
    LlmRequest repair = llm.asked.get(1);
    assertThat(repair.model()).isEqualTo("small");
    assertThat(repair.messages().get(2).text()).isEqualTo(UNCLOSED_ANSWER);
    assertThat(repair.messages().getLast().text()).contains("app.py");
    assertThat(generation(history, 1).usage().input()).isEqualTo(200);
  }

  @Test
  void tokens_are_not_known_where_one_exchange_does_not_tell_them() {
    llm.on(Purpose.GENERATE, 1, UNCLOSED_ANSWER)
        .onCall(
            Purpose.REPAIR,
            1,
            () ->
                new LlmAnswer(
                    GOOD_ANSWER,
                    "scripted",
                    "silent",
                    StopReason.COMPLETE,
                    TokenUsage.NONE,
                    false,
                    Duration.ZERO));

    GrowthResult result = grow(OPTIONS, Worlds::allViable);

    assertThat(result.promoted()).contains(1);
    assertThat(home.resolve("artifacts/gen-1/manifest.json"))
        .content()
        .containsPattern("\"token-usage\": \\{\\s+\"input\": 0,\\s+\"output\": 0\\s+}");
  }

  @Test
  void a_truncated_answer_is_never_taken_even_if_it_parses() {
    llm.on(Purpose.GENERATE, 1, GOOD_ANSWER, StopReason.TRUNCATED)
        .on(Purpose.REPAIR, 1, OTHER_ANSWER);

    GrowthResult result = grow(OPTIONS, Worlds::allViable);

    assertThat(result.promoted()).contains(1);
    assertThat(home.resolve("artifacts/gen-1/app.py")).hasContent("print('hello again')\n");
  }

  @Test
  void a_failure_is_retried_as_a_new_generation_with_code_and_diagnostics() {
    llm.on(Purpose.GENERATE, 1, GOOD_ANSWER).on(Purpose.RETRY, 1, OTHER_ANSWER);

    GrowthResult result = grow(OPTIONS, failing(1));

    assertThat(result.promoted()).contains(2);
    assertThat(result.generations()).containsExactly(1, 2);
    assertThat(generation(history, 1).failure()).contains(FailureKind.NON_VIABLE);
    assertThat(generation(history, 2).retryOf()).contains(1);
    LlmRequest retry = llm.asked.get(1);
    assertThat(retry.model()).isEqualTo("large");
    assertThat(retry.messages().getLast().text())
        .contains("print('hello')", "test_greets", "tests/test_app.py:7", "the end of stderr");
    assertThat(archive.states).containsEntry(1, "failed").containsEntry(2, "promoted");
  }

  @Test
  void without_a_viable_answer_the_growth_stops_after_its_retries_with_all_closed() {
    llm.on(Purpose.GENERATE, 1, GOOD_ANSWER)
        .on(Purpose.RETRY, 1, GOOD_ANSWER)
        .on(Purpose.RETRY, 2, GOOD_ANSWER);

    GrowthResult result = grow(OPTIONS.withMaxRetries(2), failing(1, 2, 3));

    assertThat(result.promoted()).isEmpty();
    assertThat(result.failure()).contains(FailureKind.NON_VIABLE);
    assertThat(result.generations()).containsExactly(1, 2, 3);
    assertThat(history.generations(0, 10, Optional.of(Outcome.FAILED))).hasSize(3);
  }

  @Test
  void a_refusal_is_not_repaired_but_retried() {
    llm.on(Purpose.GENERATE, 1, "", StopReason.REFUSED).on(Purpose.RETRY, 1, GOOD_ANSWER);

    GrowthResult result = grow(OPTIONS, Worlds::allViable);

    assertThat(result.promoted()).contains(2);
    assertThat(generation(history, 1).failure()).contains(FailureKind.INCOMPLETE_ANSWER);
  }

  @Test
  void a_model_without_an_answer_closes_the_generation_as_no_fault_of_the_spec() {
    llm.onCall(
        Purpose.GENERATE,
        1,
        () -> {
          throw new LlmException.Unavailable("no network");
        });

    GrowthResult result = grow(OPTIONS, Worlds::allViable);

    assertThat(result.failure()).contains(FailureKind.MODEL_UNAVAILABLE);
    assertThat(result.reason()).isEqualTo("no network");
    assertThat(generation(history, 1).outcome()).isEqualTo(Outcome.FAILED);
  }

  @Test
  void an_aborted_verification_is_no_verdict() {
    llm.on(Purpose.GENERATE, 1, GOOD_ANSWER);

    GrowthResult result =
        grow(
            OPTIONS,
            (request, listener) -> new Verification.Aborted(FailureKind.RESOURCE, "no java"));

    assertThat(result.failure()).contains(FailureKind.RESOURCE);
    assertThat(types(1)).endsWith("verification.aborted", "generation.rolled-back");
    assertThat(generation(history, 1).viable()).isEmpty();
  }

  @Test
  void interrupting_closes_the_generation_as_cancelled() throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);
    llm.hangs(Purpose.GENERATE, 1, waiting);
    FutureTask<GrowthResult> result = new FutureTask<>(() -> grow(OPTIONS, Worlds::allViable));
    Thread growing = new Thread(result);

    growing.start();
    assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
    growing.interrupt();

    assertThat(result.get(30, TimeUnit.SECONDS).failure()).contains(FailureKind.CANCELLED);
    assertThat(generation(history, 1).failure()).contains(FailureKind.CANCELLED);
    assertThat(home.resolve("growths")).isEmptyDirectory();
  }

  @Test
  void nothing_is_begun_when_the_model_is_known_not_to_answer() {
    Grower grower =
        builder(Worlds::allViable)
            .llm(
                new LlmClient() {
                  @Override
                  public LlmAnswer answer(LlmRequest request, LlmProgress progress) {
                    throw new AssertionError("must not be asked");
                  }

                  @Override
                  public void requireReady(LlmRequest request) {
                    throw new LlmException.NotRecorded("no recording");
                  }
                })
            .build();

    assertThatThrownBy(() -> grower.grow(SPEC, OPTIONS, GrowthListener.NONE))
        .isInstanceOf(LlmException.NotRecorded.class);
    assertThat(history.readAll(0, 10)).isEmpty();
    assertThat(home.resolve("growths")).doesNotExist();
  }

  @Test
  void costs_are_recorded_as_the_prices_say() {
    llm.on(Purpose.GENERATE, 1, GOOD_ANSWER);

    builder(Worlds::allViable)
        .cost(answer -> OptionalLong.of(1_234))
        .build()
        .grow(SPEC, OPTIONS, GrowthListener.NONE);

    assertThat(generation(history, 1).costMicroUsd()).hasValue(1_234);
  }

  @Test
  void code_that_the_archive_first_refused_is_kept_with_its_failure() {
    llm.on(Purpose.GENERATE, 1, GOOD_ANSWER);
    List<String> calls = new ArrayList<>();
    GenerationArchive refusingOnce =
        new GenerationArchive() {
          @Override
          public void commit(int generation, int parent, Path artifact) {
            calls.add("commit");
            if (calls.size() == 1) {
              throw new PipelineException("disk full");
            }
          }

          @Override
          public void promote(int generation) {
            calls.add("promote");
          }

          @Override
          public void rollBack(int generation, String reason) {
            calls.add("roll back: " + reason);
          }
        };

    GrowthResult result =
        builder(Worlds::allViable)
            .archive(refusingOnce)
            .build()
            .grow(SPEC, OPTIONS, GrowthListener.NONE);

    assertThat(result.failure()).contains(FailureKind.RESOURCE);
    assertThat(calls).containsExactly("commit", "commit", "roll back: disk full");
  }

  @Test
  void a_listener_hears_every_step_in_order() {
    llm.on(Purpose.GENERATE, 1, GOOD_ANSWER);
    List<String> heard = new ArrayList<>();

    builder(Worlds::allViable)
        .build()
        .grow(SPEC, OPTIONS, progress -> heard.add(progress.getClass().getSimpleName()));

    assertThat(heard)
        .containsExactly(
            "Started",
            "Asking",
            "Answered",
            "Sealed",
            "Verifying",
            "StageStarted",
            "StageFinished",
            "Judged",
            "Promoted");
  }

  private GrowthResult grow(GrowthOptions options, Verifier verifier) {
    return builder(verifier).build().grow(SPEC, options, GrowthListener.NONE);
  }

  private Grower.Builder builder(Verifier verifier) {
    return Grower.builder()
        .history(history)
        .llm(llm)
        .verifier(verifier)
        .archive(archive)
        .pause(new NotedPause())
        .home(home);
  }

  private List<String> types(int generation) {
    return history.read(StreamId.generation(generation)).stream().map(RecordedEvent::type).toList();
  }

  private static Verifier failing(Integer... generations) {
    return (request, listener) ->
        List.of(generations).contains(request.generation())
            ? new Verification.Judged(Worlds.failedTest(request, "1 of 2 tests failed"))
            : Worlds.allViable(request, listener);
  }
}
