package dev.cambrian.core.pipeline;

import static dev.cambrian.core.pipeline.Worlds.GOOD_ANSWER;
import static dev.cambrian.core.pipeline.Worlds.generation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.artifact.DirectoryTree;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.ReverseRun;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.spec.Contract;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.ReportCodec;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.Verifier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generations 1 and 2 are promoted, and so 1 is verified once more. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ReverseVerificationTest {
  private static final Spec ONE = Worlds.specWithContract("one");
  private static final Spec TWO = Worlds.specWithContract("two");

  @TempDir private Path home;
  private History history;

  @BeforeEach
  void growTwo() {
    history = History.open(home.resolve("history.db"));
    grow(ONE);
    grow(TWO);
  }

  @AfterEach
  void close() {
    history.close();
  }

  @Test
  void the_artifact_that_was_promoted_before_is_verified_as_what_it_was() {
    ScriptedVerifier verifier = new ScriptedVerifier();

    Optional<ReverseRun> run = reverse(verifier).run(2);

    VerificationRequest request = verifier.requests.getFirst();
    assertThat(request.generation()).isEqualTo(1);
    assertThat(request.artifact()).isEqualTo(home.resolve("artifacts/gen-1"));
    assertThat(request.artifactHash())
        .isEqualTo(generation(history, 1).artifactHash().orElseThrow());
    assertThat(request.spec().hash()).isEqualTo(ONE.hash());
    assertThat(request.baseline().generation()).isEqualTo(2);
    assertThat(request.baseline().contracts()).extracting(Contract::name).containsExactly("two");
    assertThat(run.orElseThrow().baseline()).isEqualTo(1);
    assertThat(generation(history, 2).reverseRun()).isEqualTo(run);
  }

  @Test
  void its_verdict_is_noted_with_the_report_and_changes_no_outcome() {
    GenerationRecord before = generation(history, 1);

    Optional<ReverseRun> run =
        reverse(verdict(request -> new Verification.Judged(Worlds.failedTest(request, "rotten"))))
            .run(2);

    ReverseRun.Judged judged = (ReverseRun.Judged) run.orElseThrow().end();
    assertThat(judged.viable()).isFalse();
    assertThat(judged.failureStage()).contains(Stage.TEST);
    assertThat(judged.summary()).isEqualTo("rotten");
    assertThat(ReportCodec.decode(history.get(judged.reportBlob()).orElseThrow()).generation())
        .isEqualTo(1);
    assertThat(generation(history, 1)).isEqualTo(before);
    assertThat(generation(history, 2).outcome()).isEqualTo(Outcome.PROMOTED);
  }

  @Test
  void it_is_noted_as_a_consequence_of_the_promotion() {
    reverse(new ScriptedVerifier()).run(2);

    List<RecordedEvent> events = history.read(StreamId.generation(2));
    RecordedEvent promoted = events.get(events.size() - 2);
    assertThat(promoted.type()).isEqualTo("generation.promoted");
    assertThat(events.getLast().type()).isEqualTo("baseline.reverse-run");
    assertThat(events.getLast().causationId()).contains(promoted.eventId());
    assertThat(events.getLast().correlationId()).isEqualTo(promoted.correlationId());
  }

  @Test
  void it_is_done_once() {
    ScriptedVerifier verifier = new ScriptedVerifier();
    ReverseVerification reverse = reverse(verifier);
    assertThat(reverse.due(2)).map(GenerationRecord::generation).contains(1);

    reverse.run(2);

    assertThat(reverse.due(2)).isEmpty();
    assertThat(reverse.run(2)).isEmpty();
    assertThat(verifier.requests).hasSize(1);
  }

  @Test
  void of_two_at_once_one_is_noted() {
    ReverseVerification other = reverse(new ScriptedVerifier());

    Optional<ReverseRun> late =
        reverse(
                verdict(
                    request -> {
                      other.run(2);
                      return new Verification.Judged(Worlds.failedTest(request, "late"));
                    }))
            .run(2);

    assertThat(late).isEmpty();
    assertThat(generation(history, 2).reverseRun().orElseThrow().end())
        .isInstanceOfSatisfying(ReverseRun.Judged.class, it -> assertThat(it.viable()).isTrue());
  }

  @Test
  void none_is_due_for_the_first_or_an_unknown_generation_and_for_one_that_failed() {
    ReverseVerification reverse = reverse(new ScriptedVerifier());
    Grower.builder()
        .history(history)
        .llm(new ScriptedLlm().on(Purpose.GENERATE, 1, GOOD_ANSWER))
        .verifier(verdict(request -> new Verification.Judged(Worlds.failedTest(request, "failed"))))
        .home(home)
        .build()
        .grow(TWO, GrowthOptions.of("model").withMaxRetries(0), GrowthListener.NONE);

    assertThat(reverse.due(1)).isEmpty();
    assertThat(reverse.due(3)).isEmpty();
    assertThat(reverse.due(4)).isEmpty();
    assertThat(reverse.run(3)).isEmpty();
  }

  @Test
  void an_end_without_a_verdict_is_noted_with_its_reason() {
    Optional<ReverseRun> run = reverse(ScriptedVerifier.aborting(FailureKind.IMAGE_MISSING)).run(2);

    assertThat(run)
        .contains(
            new ReverseRun(
                1, new ReverseRun.Aborted(FailureKind.IMAGE_MISSING, "because of image-missing")));
    assertThat(generation(history, 2).reverseRun()).isEqualTo(run);
  }

  @Test
  void a_verifier_that_throws_is_a_rig_that_crashed() {
    Optional<ReverseRun> run =
        reverse(
                verdict(
                    request -> {
                      throw new IllegalStateException("broken");
                    }))
            .run(2);

    assertThat(run.orElseThrow().end())
        .isInstanceOfSatisfying(
            ReverseRun.Aborted.class,
            it -> assertThat(it.kind()).isEqualTo(FailureKind.RIG_CRASHED));
  }

  @Test
  void an_artifact_that_is_gone_is_no_verdict() throws IOException {
    DirectoryTree.delete(home.resolve("artifacts/gen-1"));
    ScriptedVerifier verifier = new ScriptedVerifier();

    Optional<ReverseRun> run = reverse(verifier).run(2);

    assertThat(verifier.requests).isEmpty();
    assertThat(run.orElseThrow().end())
        .isInstanceOfSatisfying(
            ReverseRun.Aborted.class, it -> assertThat(it.reason()).contains("is gone"));
  }

  @Test
  void one_that_was_cancelled_can_be_done_another_time() {
    assertThat(reverse(ScriptedVerifier.aborting(FailureKind.CANCELLED)).run(2)).isEmpty();

    ReverseVerification again = reverse(new ScriptedVerifier());
    assertThat(again.due(2)).isPresent();
    assertThat(again.run(2)).isPresent();
  }

  private static Verifier verdict(ScriptedVerifier.Ending ending) {
    return new ScriptedVerifier().then(ending);
  }

  private ReverseVerification reverse(Verifier verifier) {
    return ReverseVerification.of(history, verifier, home);
  }

  private void grow(Spec spec) {
    Grower.builder()
        .history(history)
        .llm(new ScriptedLlm().on(Purpose.GENERATE, 1, GOOD_ANSWER))
        .verifier(new ScriptedVerifier())
        .home(home)
        .build()
        .grow(spec, GrowthOptions.of("model"), GrowthListener.NONE);
  }
}
