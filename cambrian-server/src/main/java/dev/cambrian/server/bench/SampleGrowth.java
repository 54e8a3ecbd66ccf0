package dev.cambrian.server.bench;

import dev.cambrian.core.artifact.ArtifactFile;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.history.Blobs;
import dev.cambrian.core.llm.LlmAnswer.StopReason;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Events as growths append them: every odd generation is promoted, every even one fails. */
final class SampleGrowth {
  private static final byte[] SPEC = utf8("# A spec\n");
  static final String SPEC_HASH = Blobs.hashOf(SPEC);
  private static final byte[] REQUEST = utf8("{\"messages\":[]}");
  private static final byte[] ANSWER = utf8("<file path=\"a.py\">\nx = 1\n</file:end>\n");
  private static final byte[] MANIFEST = utf8("{\"cambrian-version\":1}");
  private static final byte[] VIABLE =
      utf8(
          """
          {"status":"viable","checks":{"health":{"passed":true,"duration_ms":12,
           "contracts":{"health":{"passed":true,"duration_ms":3},"echo":{"passed":true,"duration_ms":4}},
           "spec-vectors":{},"baseline-contracts":{}}}}""");
  private static final byte[] NON_VIABLE =
      utf8(
          """
          {"status":"non-viable","failure_stage":"test","checks":{"health":{"passed":true,"duration_ms":12,
           "contracts":{"health":{"passed":true,"duration_ms":3}},"spec-vectors":{},"baseline-contracts":{}}},
           "diagnostics":{"stage":"test","summary":"1 of 9 tests failed","exit_code":1,"failures":[
             {"test":"EchoTest.echoes","error":"expected: X","file":"EchoTest.java","line":12}],
           "stdout_tail":"","stderr_tail":""}}""");
  private static final String ARTIFACT_HASH = Blobs.hashOf(utf8("an artifact"));
  private static final String RUN = "run-1";

  private SampleGrowth() {}

  /** What the events refer to; to be stored before them. */
  static List<byte[]> blobs() {
    return List.of(SPEC, REQUEST, ANSWER, MANIFEST, VIABLE, NON_VIABLE);
  }

  /** Eleven events of an odd generation, nine of an even one. */
  static List<Event> of(int generation) {
    boolean viable = generation % 2 == 1;
    List<Event> events = new ArrayList<>();
    events.add(
        new Event.GenerationStarted(
            generation,
            generation - 1,
            Blobs.hashOf(SPEC),
            1,
            Optional.empty(),
            1,
            "a-model",
            Optional.empty()));
    events.add(answered(generation));
    events.add(
        new Event.ArtifactSealed(
            generation,
            ARTIFACT_HASH,
            "artifacts/gen-" + generation,
            "a-model",
            TokenUsage.of(9_000, 4_000),
            Blobs.hashOf(MANIFEST),
            List.of(new ArtifactFile("a.py", 6, Blobs.hashOf(ANSWER)))));
    events.add(new Event.VerificationStarted(generation, RUN, "bubblewrap"));
    List<Stage> stages =
        viable ? List.of(Stage.values()) : List.of(Stage.MANIFEST, Stage.BUILD, Stage.TEST);
    for (Stage stage : stages) {
      boolean passed = viable || stage != Stage.TEST;
      events.add(new Event.StageFinished(generation, RUN, stage, passed, 40));
    }
    events.add(verdict(generation, viable));
    events.add(
        viable
            ? new Event.GenerationPromoted(generation, ARTIFACT_HASH)
            : new Event.GenerationRolledBack(
                generation, FailureKind.NON_VIABLE, "1 of 9 tests failed"));
    return events;
  }

  /** The same with a report of its own, which is stored beside. */
  static List<Event> of(int generation, byte[] report) {
    return of(generation).stream()
        .map(
            event ->
                event instanceof Event.VerdictGiven given
                    ? (Event)
                        new Event.VerdictGiven(
                            given.generation(),
                            given.runId(),
                            given.viable(),
                            given.failureStage(),
                            given.summary(),
                            Blobs.hashOf(report))
                    : event)
        .toList();
  }

  private static Event answered(int generation) {
    return new Event.LlmAnswered(
        generation,
        Purpose.GENERATE,
        1,
        "anthropic",
        "a-model",
        "a-model",
        StopReason.COMPLETE,
        TokenUsage.of(9_000, 4_000),
        true,
        OptionalLong.of(2_500_000),
        Duration.ofMillis(1_234),
        Blobs.hashOf(REQUEST),
        Blobs.hashOf(ANSWER),
        Optional.empty());
  }

  private static Event verdict(int generation, boolean viable) {
    return new Event.VerdictGiven(
        generation,
        RUN,
        viable,
        viable ? Optional.empty() : Optional.of(Stage.TEST),
        viable ? "viable" : "1 of 9 tests failed",
        Blobs.hashOf(viable ? VIABLE : NON_VIABLE));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
