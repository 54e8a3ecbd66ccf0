package dev.cambrian.core.event;

import dev.cambrian.core.artifact.ArtifactFile;
import dev.cambrian.core.llm.LlmAnswer.StopReason;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** The events that the golden files hold, by file name. */
final class SampleEvents {
  static final String HASH_A = "sha256:" + "a".repeat(64);
  static final String HASH_B = "sha256:" + "b".repeat(64);

  /** Stored to the millisecond. */
  private static final Instant ELSEWHERE = Instant.parse("2026-03-26T14:29:11.974540Z");

  private SampleEvents() {}

  /** Of every type one with every member, and where members may be absent one without them. */
  static Map<String, Event> all() {
    Map<String, Event> events = new LinkedHashMap<>();
    events.put(
        "generation.started.v1",
        new Event.GenerationStarted(
            7, 5, HASH_A, 2, Optional.of(6), 3, "claude-x", Optional.of("campaign-1")));
    events.put(
        "generation.started.v1.least",
        new Event.GenerationStarted(
            1, 0, HASH_A, 1, Optional.empty(), 1, "claude-x", Optional.empty()));
    events.put(
        "generation.started.v2",
        new Event.GenerationStarted(
            7,
            5,
            HASH_A,
            2,
            Optional.of(6),
            3,
            "claude-x",
            Optional.of("campaign-1"),
            Optional.of(ELSEWHERE)));
    events.put("llm.answered.v1", answered(7, OptionalLong.of(12_345), Optional.empty()));
    events.put("llm.answered.v1.least", answered(7, OptionalLong.empty(), Optional.empty()));
    events.put("llm.answered.v2", answered(0, OptionalLong.of(12_345), Optional.of("organism-1")));
    events.put("llm.answered.v2.least", answered(1, OptionalLong.empty(), Optional.empty()));
    events.put(
        "answer.rejected.v1",
        new Event.AnswerRejected(
            7,
            Purpose.REPAIR,
            2,
            "unclosed-block",
            "line \"3\"\tİıß 語 🜁 \u0000 opens a block that nothing closes",
            Optional.of("src/Main.java")));
    events.put(
        "answer.rejected.v1.least",
        new Event.AnswerRejected(7, Purpose.GENERATE, 1, "no-files", "", Optional.empty()));
    events.put(
        "artifact.sealed.v1",
        new Event.ArtifactSealed(
            7,
            HASH_A,
            "artifacts/gen-7",
            "replay:claude-x",
            new TokenUsage(100, 50, 20, 10),
            HASH_B,
            List.of(
                new ArtifactFile("pom.xml", 0, HASH_A),
                new ArtifactFile("spec/ECHO-SPEC.md", 4_294_967_296L, HASH_B))));
    events.put("verification.started.v1", new Event.VerificationStarted(7, "run-1", "bubblewrap"));
    events.put("stage.finished.v1", new Event.StageFinished(7, "run-1", Stage.BUILD, true, 2_150));
    events.put(
        "stage.finished.v2",
        new Event.StageFinished(7, "run-1", Stage.BUILD, true, 2_150, Optional.of(HASH_B)));
    events.put(
        "stage.finished.v2.least", new Event.StageFinished(7, "run-1", Stage.MANIFEST, false, 0));
    events.put(
        "verdict.given.v1",
        new Event.VerdictGiven(
            7, "run-1", false, Optional.of(Stage.TEST), "2 of 9 tests failed", HASH_B));
    events.put(
        "verdict.given.v1.least",
        new Event.VerdictGiven(7, "run-1", true, Optional.empty(), "viable", HASH_B));
    events.put(
        "verification.aborted.v1",
        new Event.VerificationAborted(7, "run-1", FailureKind.RESOURCE, "the disk is full"));
    events.put(
        "verification.aborted.v1.rig-crashed",
        new Event.VerificationAborted(
            7, "run-1-2", FailureKind.RIG_CRASHED, "the rig ended without a report"));
    events.put(
        "verification.aborted.v1.daemon-gone",
        new Event.VerificationAborted(
            7, "run-1-2", FailureKind.DAEMON_GONE, "the daemon does not answer"));
    events.put(
        "verification.aborted.v1.image-missing",
        new Event.VerificationAborted(
            7, "run-1-2", FailureKind.IMAGE_MISSING, "there is no image for java"));
    events.put(
        "verification.aborted.v1.timed-out",
        new Event.VerificationAborted(
            7, "run-1-2", FailureKind.TIMED_OUT, "no verdict within 15 min"));
    events.put("generation.promoted.v1", new Event.GenerationPromoted(7, HASH_A));
    events.put(
        "generation.promoted.v2", new Event.GenerationPromoted(7, HASH_A, Optional.of(ELSEWHERE)));
    events.put(
        "generation.rolled-back.v1",
        new Event.GenerationRolledBack(7, FailureKind.NON_VIABLE, "2 of 9 tests failed"));
    events.put(
        "generation.rolled-back.v2",
        new Event.GenerationRolledBack(
            7, FailureKind.NON_VIABLE, "2 of 9 tests failed", Optional.of(ELSEWHERE)));
    events.put(
        "baseline.reverse-run.v1",
        new Event.BaselineReverseRun(
            7,
            new ReverseRun(
                5,
                new ReverseRun.Judged(
                    false, Optional.of(Stage.HEALTH), "1 of 3 contracts failed", HASH_B))));
    events.put(
        "baseline.reverse-run.v1.least",
        new Event.BaselineReverseRun(
            7,
            new ReverseRun(
                5, new ReverseRun.Judged(true, Optional.empty(), "every stage passed", HASH_B))));
    events.put(
        "baseline.reverse-run.v1.aborted",
        new Event.BaselineReverseRun(
            7,
            new ReverseRun(
                5, new ReverseRun.Aborted(FailureKind.DAEMON_GONE, "no daemon answers"))));
    events.put("organism.started.v1", new Event.OrganismStarted(7, "organism-1", "docker"));
    events.put(
        "organism.stopped.v1",
        new Event.OrganismStopped(
            7, "organism-1", Optional.of(-9), "killed", OptionalLong.of(268_435_456L)));
    events.put(
        "organism.stopped.v1.least",
        new Event.OrganismStopped(0, "organism-1", Optional.empty(), "gone", OptionalLong.empty()));
    events.put(
        "spec.registered.v1",
        new Event.SpecRegistered(HASH_A, "ECHO-SPEC.md", "Echo", "1.2", Toolchain.JAVA, HASH_A));
    events.putAll(SampleCampaignEvents.all());
    return events;
  }

  static Event named(String name) {
    return Objects.requireNonNull(all().get(name), name);
  }

  private static Event answered(int generation, OptionalLong cost, Optional<String> organismId) {
    return new Event.LlmAnswered(
        generation,
        Purpose.RETRY,
        2,
        "anthropic",
        "claude-x",
        "claude-x-20260101",
        StopReason.COMPLETE,
        new TokenUsage(100, 50, 20, 10),
        true,
        cost,
        Duration.ofMillis(61_234),
        HASH_A,
        HASH_B,
        organismId);
  }
}
