package dev.cambrian.server.view;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.Blob;
import dev.cambrian.core.history.EventStore.Causation;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.WriteCondition;
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
import java.util.Random;

/** Fills a history with so many generations that branch and fail, always the same. */
public final class ManyGenerations {
  private static final Blob REPORT =
      Blob.of("{\"status\":\"viable\",\"checks\":{}}".getBytes(StandardCharsets.UTF_8));

  private ManyGenerations() {}

  public static void fill(History history, int generations) {
    Grown grown = new Grown(history);
    List<String> specs = List.of(grown.spec("Echo"), grown.spec("Prime"), grown.spec("Counter"));
    Random random = new Random(7);
    List<Integer> promoted = new ArrayList<>(List.of(0));
    for (int generation = 1; generation <= generations; generation++) {
      int back = random.nextInt(10) < 7 ? 1 : 1 + random.nextInt(Math.min(12, promoted.size()));
      int parent = promoted.get(promoted.size() - back);
      boolean viable = random.nextInt(10) < 6;
      String spec = specs.get(random.nextInt(specs.size()));
      history.append(
          StreamId.generation(generation),
          WriteCondition.noStream(),
          Causation.of(Grown.CORE),
          events(generation, parent, spec, viable, random),
          List.of(REPORT));
      if (viable) {
        promoted.add(generation);
      }
      if (viable && generation % 50 == 0) {
        Grown _ = grown.lives(generation, Grown.ORGANISM);
      }
    }
  }

  private static List<Event> events(
      int generation, int parent, String spec, boolean viable, Random random) {
    List<Event> events = new ArrayList<>();
    events.add(
        new Event.GenerationStarted(
            generation, parent, spec, 1, Optional.empty(), 1, "a-model", Optional.empty()));
    events.add(
        new Event.LlmAnswered(
            generation,
            Purpose.GENERATE,
            1,
            generation % 3 == 0 ? "replay" : "anthropic",
            "a-model",
            generation % 2 == 0 ? "a-model" : "b-model",
            StopReason.COMPLETE,
            TokenUsage.of(8_000 + random.nextInt(2_000), 3_000 + random.nextInt(5_000)),
            true,
            OptionalLong.of(generation % 3 == 0 ? 0 : 60_000 + random.nextInt(60_000)),
            Duration.ofSeconds(20),
            REPORT.hash(),
            REPORT.hash(),
            Optional.empty()));
    events.add(
        new Event.ArtifactSealed(
            generation,
            REPORT.hash(),
            "artifacts/gen-" + generation,
            "a-model",
            TokenUsage.of(10, 10),
            REPORT.hash(),
            List.of()));
    events.add(new Event.VerificationStarted(generation, "r", "bubblewrap"));
    List<Stage> stages = List.of(Stage.values());
    Stage last = stages.get(random.nextInt(stages.size()));
    for (Stage stage : Stage.values()) {
      boolean passed = viable || stage != last;
      events.add(
          new Event.StageFinished(
              generation, "r", stage, passed, 40L + random.nextInt(1 + 400 * stage.position())));
      if (!passed) {
        break;
      }
    }
    events.add(
        new Event.VerdictGiven(
            generation,
            "r",
            viable,
            viable ? Optional.empty() : Optional.of(last),
            viable ? "viable" : "failed",
            REPORT.hash()));
    events.add(
        viable
            ? new Event.GenerationPromoted(generation, REPORT.hash())
            : new Event.GenerationRolledBack(generation, FailureKind.NON_VIABLE, "failed"));
    return events;
  }
}
