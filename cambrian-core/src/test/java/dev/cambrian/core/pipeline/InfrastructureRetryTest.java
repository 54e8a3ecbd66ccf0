package dev.cambrian.core.pipeline;

import static dev.cambrian.core.NotedPause.seconds;
import static dev.cambrian.core.pipeline.Worlds.GOOD_ANSWER;
import static dev.cambrian.core.pipeline.Worlds.OTHER_ANSWER;
import static dev.cambrian.core.pipeline.Worlds.SPEC;
import static dev.cambrian.core.pipeline.Worlds.generation;
import static dev.cambrian.core.verdict.FailureKind.DAEMON_GONE;
import static dev.cambrian.core.verdict.FailureKind.IMAGE_MISSING;
import static dev.cambrian.core.verdict.FailureKind.RESOURCE;
import static dev.cambrian.core.verdict.FailureKind.RIG_CRASHED;
import static dev.cambrian.core.verdict.FailureKind.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.NotedPause;
import dev.cambrian.core.Pause;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.HistoryException;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.FailureKind.FailureClass;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Growths whose verifier fails for no fault of the artifact. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class InfrastructureRetryTest {
  private static final GrowthOptions OPTIONS = GrowthOptions.of("model").withMaxRetries(0);

  @TempDir private Path home;
  private SqliteHistory history;
  private final NotedPause pause = new NotedPause();
  private final RememberingArchive archive = new RememberingArchive();
  private final List<GrowthProgress> heard = new ArrayList<>();
  private final ScriptedLlm llm =
      new ScriptedLlm().on(Purpose.GENERATE, 1, GOOD_ANSWER).on(Purpose.RETRY, 1, OTHER_ANSWER);

  @BeforeEach
  void open() {
    history = History.open(home.resolve("history.db"));
  }

  @AfterEach
  void close() {
    history.close();
  }

  @Test
  void an_aborted_verification_begins_again_in_its_generation_with_every_attempt_in_the_history() {
    ScriptedVerifier verifier = ScriptedVerifier.aborting(DAEMON_GONE, RESOURCE);

    GrowthResult result = grow(verifier, OPTIONS);

    assertThat(result.promoted()).contains(1);
    assertThat(types())
        .containsExactly(
            "generation.started",
            "llm.answered",
            "artifact.sealed",
            "verification.started",
            "stage.finished",
            "verification.aborted",
            "verification.started",
            "stage.finished",
            "verification.aborted",
            "verification.started",
            "stage.finished",
            "verdict.given",
            "generation.promoted");
    assertThat(aborts())
        .extracting(Event.VerificationAborted::kind)
        .containsExactly(DAEMON_GONE, RESOURCE);
    assertThat(pause.waits()).isEqualTo(seconds(1, 5));
    assertThat(archive.states).containsEntry(1, "promoted");
  }

  @Test
  void every_attempt_judges_the_same_artifact_under_a_run_id_of_its_own() {
    ScriptedVerifier verifier = ScriptedVerifier.aborting(DAEMON_GONE, RESOURCE);

    grow(verifier, OPTIONS);

    assertThat(verifier.requests).extracting(VerificationRequest::runId).doesNotHaveDuplicates();
    assertThat(verifier.requests).extracting(VerificationRequest::runId).allMatch(this::isStarted);
    assertThat(verifier.requests)
        .hasSize(3)
        .extracting(VerificationRequest::artifactHash)
        .containsOnly(generation(history, 1).artifactHash().orElseThrow());
  }

  @Test
  void the_listener_hears_what_failed_and_how_long_it_takes_until_it_begins_again() {
    grow(ScriptedVerifier.aborting(DAEMON_GONE, RESOURCE), OPTIONS);

    assertThat(heard)
        .filteredOn(GrowthProgress.VerificationAborted.class::isInstance)
        .containsExactly(
            new GrowthProgress.VerificationAborted(
                1, DAEMON_GONE, "because of daemon-gone", Duration.ofSeconds(1), 1, 2),
            new GrowthProgress.VerificationAborted(
                1, RESOURCE, "because of resource", Duration.ofSeconds(5), 2, 2));
  }

  @Test
  void after_the_last_retry_the_generation_is_closed_with_the_last_kind_and_no_verdict() {
    GrowthResult result =
        grow(ScriptedVerifier.aborting(RESOURCE, DAEMON_GONE, DAEMON_GONE), OPTIONS);

    assertThat(result.promoted()).isEmpty();
    assertThat(result.failure()).contains(DAEMON_GONE);
    assertThat(result.reason()).isEqualTo("because of daemon-gone; tried 3 times");
    assertThat(types()).endsWith("verification.aborted", "generation.rolled-back");
    GenerationRecord record = generation(history, 1);
    assertThat(record.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(record.viable()).isEmpty();
    assertThat(record.failure().map(FailureKind::failureClass))
        .contains(FailureClass.INFRASTRUCTURE);
    assertThat(archive.states).containsEntry(1, "failed");
  }

  @Test
  void aborted_verifications_use_up_no_retry_of_the_growth_and_start_none() {
    GrowthOptions patient = OPTIONS.withMaxRetries(3);

    GrowthResult mended = grow(ScriptedVerifier.aborting(DAEMON_GONE, DAEMON_GONE), patient);
    GrowthResult broken =
        grow(ScriptedVerifier.aborting(DAEMON_GONE, DAEMON_GONE, DAEMON_GONE), patient);

    assertThat(mended.promoted()).contains(1);
    assertThat(mended.generations()).containsExactly(1);
    assertThat(broken.failure()).contains(DAEMON_GONE);
    assertThat(broken.generations()).containsExactly(2);
    assertThat(llm.asked).hasSize(2);
  }

  @Test
  void a_non_viable_verdict_after_an_abort_is_a_verdict_like_any_other() {
    ScriptedVerifier verifier =
        ScriptedVerifier.aborting(DAEMON_GONE)
            .then(request -> new Verification.Judged(Worlds.failedTest(request, "1 of 2 failed")));

    GrowthResult result = grow(verifier, OPTIONS.withMaxRetries(1));

    assertThat(generation(history, 1).failure()).contains(FailureKind.NON_VIABLE);
    assertThat(result.promoted()).contains(2);
  }

  @ParameterizedTest
  @EnumSource(names = {"RIG_CRASHED", "TIMED_OUT"})
  void an_artifact_that_breaks_the_rig_twice_is_not_verified_a_third_time(FailureKind kind) {
    ScriptedVerifier verifier = ScriptedVerifier.aborting(kind, kind);

    GrowthResult result = grow(verifier, OPTIONS.withInfrastructureRetries(10));

    assertThat(verifier.requests).hasSize(2);
    assertThat(result.failure()).contains(kind);
    assertThat(result.reason()).endsWith("twice on this artifact");
    assertThat(generation(history, 1).reason()).contains(result.reason());
  }

  @Test
  void a_generation_that_is_closed_because_its_verification_timed_out_has_the_outcome_timeout() {
    GrowthResult result = grow(ScriptedVerifier.aborting(TIMED_OUT, TIMED_OUT), OPTIONS);

    assertThat(result.failure()).contains(TIMED_OUT);
    assertThat(generation(history, 1).outcome()).isEqualTo(Outcome.TIMEOUT);
    assertThat(history.generations(0, 10, Optional.of(Outcome.TIMEOUT))).hasSize(1);
  }

  @Test
  void an_image_that_is_missing_is_not_waited_for() {
    ScriptedVerifier verifier = ScriptedVerifier.aborting(IMAGE_MISSING);

    GrowthResult result = grow(verifier, OPTIONS);

    assertThat(verifier.requests).hasSize(1);
    assertThat(pause.waits()).isEmpty();
    assertThat(result.failure()).contains(IMAGE_MISSING);
    assertThat(result.reason()).isEqualTo("because of image-missing");
  }

  @Test
  void without_retries_the_first_abort_closes_the_generation() {
    GrowthResult result =
        grow(ScriptedVerifier.aborting(DAEMON_GONE), OPTIONS.withInfrastructureRetries(0));

    assertThat(result.failure()).contains(DAEMON_GONE);
    assertThat(result.reason()).isEqualTo("because of daemon-gone");
    assertThat(pause.waits()).isEmpty();
  }

  @Test
  void an_interrupt_while_it_waits_closes_the_generation_as_cancelled() throws Exception {
    ScriptedVerifier verifier = ScriptedVerifier.aborting(DAEMON_GONE);
    CountDownLatch waiting = new CountDownLatch(1);
    Pause endless =
        duration -> {
          waiting.countDown();
          new CountDownLatch(1).await();
        };
    Grower grower = builder(history, verifier).pause(endless).build();
    FutureTask<GrowthResult> result =
        new FutureTask<>(() -> grower.grow(SPEC, OPTIONS, GrowthListener.NONE));
    Thread growing = new Thread(result);

    growing.start();
    assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
    growing.interrupt();

    assertThat(result.get(30, TimeUnit.SECONDS).failure()).contains(FailureKind.CANCELLED);
    assertThat(verifier.requests).hasSize(1);
    assertThat(generation(history, 1).failure()).contains(FailureKind.CANCELLED);
    assertThat(generation(history, 1).reason().orElseThrow()).contains("because of daemon-gone");
  }

  @Test
  void a_verifier_that_throws_is_a_rig_that_crashed() {
    ScriptedVerifier verifier =
        new ScriptedVerifier()
            .then(
                request -> {
                  throw new IllegalStateException("a defect");
                })
            .then(
                request -> {
                  throw new StackOverflowError();
                });

    GrowthResult result = grow(verifier, OPTIONS);

    assertThat(aborts())
        .extracting(Event.VerificationAborted::kind)
        .containsExactly(RIG_CRASHED, RIG_CRASHED);
    assertThat(aborts().getFirst().reason())
        .contains("a defect", getClass().getSimpleName() + ".java:");
    assertThat(result.failure()).contains(RIG_CRASHED);
  }

  @Test
  void a_listener_that_throws_is_no_fault_of_the_rig() {
    Grower grower = builder(history, new ScriptedVerifier()).build();
    GrowthListener broken =
        progress -> {
          if (progress instanceof GrowthProgress.StageStarted) {
            throw new IllegalStateException("no screen");
          }
        };

    assertThatThrownBy(() -> grower.grow(SPEC, OPTIONS, broken)).hasMessage("no screen");

    assertThat(aborts()).isEmpty();
  }

  static List<Death> deaths() {
    List<Death> deaths = new ArrayList<>();
    for (int appends = 0; appends < 13; appends++) {
      deaths.add(new Death(List.of(DAEMON_GONE, RESOURCE), appends));
    }
    for (int appends = 0; appends < 10; appends++) {
      deaths.add(new Death(List.of(TIMED_OUT, TIMED_OUT), appends));
    }
    return deaths;
  }

  /** After so many appends of a growth whose verifications end so. */
  record Death(List<FailureKind> kinds, int appends) {}

  @ParameterizedTest
  @MethodSource("deaths")
  void a_death_between_any_two_events_leaves_what_the_next_start_closes(Death death) {
    FailureKind[] kinds = death.kinds().toArray(FailureKind[]::new);
    DyingHistory dying = new DyingHistory(history, death.appends());
    assertThatThrownBy(
            () ->
                builder(dying, ScriptedVerifier.aborting(kinds))
                    .build()
                    .grow(SPEC, OPTIONS, GrowthListener.NONE))
        .isInstanceOf(HistoryException.class);
    assertThat(dying.died()).isTrue();

    GrowthResult next = grow(new ScriptedVerifier(), OPTIONS);

    assertThat(next.promoted()).contains(death.appends() == 0 ? 1 : 2);
    boolean judged = history.generation(1).flatMap(GenerationRecord::viable).isPresent();
    assertThat(generation(history, 1).outcome())
        .isEqualTo(judged ? Outcome.PROMOTED : Outcome.FAILED);
    if (!judged) {
      assertThat(generation(history, 1).failure()).contains(FailureKind.CRASHED);
    }
    assertThat(archive.states).containsEntry(1, judged ? "promoted" : "failed");
    assertThat(home.resolve("growths")).isEmptyDirectory();
    assertThat(history.verify().broken()).isEmpty();
  }

  private GrowthResult grow(ScriptedVerifier verifier, GrowthOptions options) {
    return builder(history, verifier).build().grow(SPEC, options, heard::add);
  }

  private Grower.Builder builder(History used, ScriptedVerifier verifier) {
    return Grower.builder()
        .history(used)
        .llm(llm)
        .verifier(verifier)
        .archive(archive)
        .pause(pause)
        .home(home);
  }

  private boolean isStarted(String runId) {
    return events().stream()
        .anyMatch(
            event ->
                event instanceof Event.VerificationStarted started
                    && started.runId().equals(runId));
  }

  private List<Event.VerificationAborted> aborts() {
    return events().stream()
        .filter(Event.VerificationAborted.class::isInstance)
        .map(Event.VerificationAborted.class::cast)
        .toList();
  }

  private List<Event> events() {
    return history.read(StreamId.generation(1)).stream().map(RecordedEvent::event).toList();
  }

  private List<String> types() {
    return history.read(StreamId.generation(1)).stream().map(RecordedEvent::type).toList();
  }
}
