package dev.cambrian.core.history;

import dev.cambrian.core.artifact.ArtifactFile;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.ReverseRun;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.llm.LlmAnswer.StopReason;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.StageLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;

/** Events as a growth appends them, with the contents that they refer to. */
final class Growth {
  static final byte[] SPEC = utf8("# Echo\n");
  static final byte[] REQUEST = utf8("{\"messages\":[]}");
  static final byte[] ANSWER = utf8("<file path=\"a.py\">\nx = 1\n</file:end>\n");
  static final byte[] MANIFEST = utf8("{\"cambrian-version\":1}");
  static final byte[] VIABLE =
      utf8(
          """
          {"status":"viable","checks":{"health":{"passed":true,"duration_ms":12,
           "contracts":{"health":{"passed":true,"duration_ms":3}},
           "spec-vectors":{"echo":{"passed":true,"duration_ms":4}},
           "baseline-contracts":{}}},"fitness":{"test_pass_rate":1.0}}""");
  static final byte[] NON_VIABLE =
      utf8(
          """
          {"status":"non-viable","failure_stage":"test","checks":{"health":{"passed":false,"duration_ms":12,
           "contracts":{"health":{"passed":true,"duration_ms":3},
             "echo":{"passed":false,"duration_ms":9,"error":"status: 500, not 200"}},
           "spec-vectors":{},
           "baseline-contracts":{"old":{"passed":false,"duration_ms":1,"error":"refused"}}}},
           "diagnostics":{"stage":"test","summary":"1 of 9 tests failed","exit_code":1,"failures":[
             {"test":"EchoTest.echoes","error":"expected: X","file":"EchoTest.java","line":12},
             {"test":"EchoTest.starts","error":"refused"}],"stdout_tail":"","stderr_tail":""}}""");
  static final byte[] OVER_MEMORY =
      utf8(
          """
          {"status":"non-viable","failure_stage":"build","checks":{},
           "diagnostics":{"stage":"build","summary":"the build command went over its limit",
             "exit_code":null,"limit":"memory","failures":[],"stdout_tail":"","stderr_tail":""}}""");
  static final byte[] CAUGHT =
      utf8(
          """
          {"status":"non-viable","failure_stage":"test","checks":{"test":{"passed":false,"duration_ms":102,
           "canary":{"passed":false,"duration_ms":480,"error":"it calls a failed test passed"}}}}""");
  static final byte[] LOG =
      new StageLog(new StageLog.Output("BUILD SUCCESS\n", 0), StageLog.Output.NONE).encode();
  static final List<Blob> BLOBS =
      Stream.of(SPEC, REQUEST, ANSWER, MANIFEST, LOG, VIABLE, NON_VIABLE, OVER_MEMORY, CAUGHT)
          .map(Blob::of)
          .toList();

  static final String SPEC_HASH = Blobs.hashOf(SPEC);
  static final String ARTIFACT_HASH = "sha256:" + "c".repeat(64);
  static final EventStore.Causation CAUSE =
      EventStore.Causation.of(UUID.fromString("0198f5d0-0000-7000-8000-000000000001"));

  private Growth() {}

  static Event started(int generation) {
    return started(generation, 0);
  }

  static Event started(int generation, int parent) {
    return new Event.GenerationStarted(
        generation, parent, SPEC_HASH, 1, Optional.empty(), 1, "claude-x", Optional.empty());
  }

  static Event answered(int generation, OptionalLong cost) {
    return answered(generation, new TokenUsage(100, 50, 20, 10), true, cost);
  }

  static Event answeredWithoutUsage(int generation) {
    return answered(generation, TokenUsage.NONE, false, OptionalLong.empty());
  }

  /** What an organism asked that runs {@code generation}. */
  static Event answeredTo(String organismId, int generation) {
    return answeredTo(organismId, generation, OptionalLong.empty());
  }

  static Event answeredTo(String organismId, int generation, OptionalLong cost) {
    return answered(generation, TokenUsage.NONE, false, cost, Optional.of(organismId));
  }

  private static Event answered(
      int generation, TokenUsage usage, boolean usageKnown, OptionalLong cost) {
    return answered(generation, usage, usageKnown, cost, Optional.empty());
  }

  private static Event answered(
      int generation,
      TokenUsage usage,
      boolean usageKnown,
      OptionalLong cost,
      Optional<String> organismId) {
    return new Event.LlmAnswered(
        generation,
        Purpose.GENERATE,
        1,
        "anthropic",
        "claude-x",
        "claude-x-2026",
        StopReason.COMPLETE,
        usage,
        usageKnown,
        cost,
        Duration.ofMillis(1_234),
        Blobs.hashOf(REQUEST),
        Blobs.hashOf(ANSWER),
        organismId);
  }

  static Event rejected(int generation) {
    return new Event.AnswerRejected(
        generation, Purpose.GENERATE, 1, "unclosed-block", "a.py is not closed", Optional.empty());
  }

  static Event sealed(int generation) {
    return sealed(generation, new TokenUsage(7, 5, 0, 0));
  }

  static Event sealed(int generation, TokenUsage reported) {
    return new Event.ArtifactSealed(
        generation,
        ARTIFACT_HASH,
        "artifacts/gen-" + generation,
        "claude-x-2026",
        reported,
        Blobs.hashOf(MANIFEST),
        List.of(new ArtifactFile("a.py", 6, SPEC_HASH)));
  }

  static Event verifying(int generation, String run) {
    return new Event.VerificationStarted(generation, run, "bubblewrap");
  }

  static Event stage(int generation, String run, Stage stage, boolean passed) {
    return new Event.StageFinished(
        generation,
        run,
        stage,
        passed,
        100 + List.of(Stage.values()).indexOf(stage),
        stage == Stage.MANIFEST ? Optional.empty() : Optional.of(Blobs.hashOf(LOG)));
  }

  static Event viable(int generation, String run) {
    return new Event.VerdictGiven(
        generation, run, true, Optional.empty(), "viable", Blobs.hashOf(VIABLE));
  }

  static Event nonViable(int generation, String run) {
    return new Event.VerdictGiven(
        generation,
        run,
        false,
        Optional.of(Stage.TEST),
        "1 of 9 tests failed",
        Blobs.hashOf(NON_VIABLE));
  }

  static Event overMemory(int generation, String run) {
    return new Event.VerdictGiven(
        generation,
        run,
        false,
        Optional.of(Stage.BUILD),
        "the build command went over its limit",
        Blobs.hashOf(OVER_MEMORY));
  }

  /** The canary found the test runner out. */
  static Event caught(int generation, String run) {
    return new Event.VerdictGiven(
        generation,
        run,
        false,
        Optional.of(Stage.TEST),
        "the tests call a failed test passed",
        Blobs.hashOf(CAUGHT));
  }

  static Event aborted(int generation, String run) {
    return aborted(generation, run, FailureKind.RESOURCE);
  }

  static Event aborted(int generation, String run, FailureKind kind) {
    return new Event.VerificationAborted(generation, run, kind, "disk full");
  }

  static Event promoted(int generation) {
    return new Event.GenerationPromoted(generation, ARTIFACT_HASH);
  }

  static Event rolledBack(int generation, FailureKind kind) {
    return new Event.GenerationRolledBack(generation, kind, "because of " + kind.id());
  }

  static Event reverseRun(int generation, boolean viable) {
    return new Event.BaselineReverseRun(
        generation,
        new ReverseRun(
            generation + 1,
            new ReverseRun.Judged(
                viable,
                viable ? Optional.empty() : Optional.of(Stage.TEST),
                viable ? "every stage passed" : "1 of 9 tests failed",
                Blobs.hashOf(viable ? VIABLE : NON_VIABLE))));
  }

  static Event reverseRunAborted(int generation) {
    return new Event.BaselineReverseRun(
        generation,
        new ReverseRun(
            generation + 1, new ReverseRun.Aborted(FailureKind.DAEMON_GONE, "no daemon answers")));
  }

  static Event specRegistered() {
    return new Event.SpecRegistered(SPEC_HASH, "ECHO.md", "Echo", "1", Toolchain.JAVA, SPEC_HASH);
  }

  /** Everything up to the promotion. */
  static List<Event> promotedGeneration(int generation, int parent) {
    List<Event> events = new ArrayList<>();
    events.add(started(generation, parent));
    events.add(answered(generation, OptionalLong.of(2_500_000)));
    events.add(sealed(generation));
    events.add(verifying(generation, "run"));
    for (Stage stage : Stage.values()) {
      events.add(stage(generation, "run", stage, true));
    }
    events.add(viable(generation, "run"));
    events.add(promoted(generation));
    return events;
  }

  static List<Event> failedGeneration(int generation) {
    return List.of(
        started(generation),
        answered(generation, OptionalLong.empty()),
        sealed(generation),
        verifying(generation, "run"),
        stage(generation, "run", Stage.TEST, false),
        nonViable(generation, "run"),
        rolledBack(generation, FailureKind.NON_VIABLE));
  }

  static List<RecordedEvent> append(History history, Event... events) {
    return append(history, List.of(events));
  }

  static List<RecordedEvent> append(History history, List<Event> events) {
    return history.append(
        StreamId.of(events.getFirst()), WriteCondition.any(), CAUSE, events, BLOBS);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
