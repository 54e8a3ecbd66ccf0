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
import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Writes what growths write, step by step, into a history. */
public final class Grown {
  public static final UUID CORE = new UUID(1, 1);
  public static final UUID ORGANISM = new UUID(2, 2);
  public static final String RUN = "run-1";

  /** A report, as far as it is looked at. */
  private static final Blob TEXT =
      Blob.of("{\"status\":\"viable\",\"checks\":{}}".getBytes(StandardCharsets.UTF_8));

  private final History history;

  public Grown(History history) {
    this.history = history;
  }

  /** Registers a spec and gives its hash. */
  public String spec(String title) {
    Blob text = Blob.of(title.getBytes(StandardCharsets.UTF_8));
    history.append(
        StreamId.spec(text.hash()),
        WriteCondition.noStream(),
        Causation.of(CORE),
        List.of(
            new Event.SpecRegistered(
                text.hash(), "S.md", title, "1.0.0", Toolchain.PYTHON, text.hash())),
        List.of(text));
    return text.hash();
  }

  public Grown append(StreamId stream, UUID by, Event... events) {
    history.append(stream, WriteCondition.any(), Causation.of(by), List.of(events), List.of(TEXT));
    return this;
  }

  /** By a recorded answer without a count, asked by the core or by the organism of a generation. */
  public Grown answeredUntold(int generation, Optional<UUID> organism) {
    return append(
        organism.map(_ -> StreamId.organism(generation)).orElse(StreamId.generation(generation)),
        organism.orElse(CORE),
        new Event.LlmAnswered(
            generation,
            Purpose.GENERATE,
            1,
            "replay",
            "a-model",
            "replay:a-model",
            StopReason.COMPLETE,
            TokenUsage.NONE,
            false,
            OptionalLong.of(0),
            Duration.ZERO,
            TEXT.hash(),
            TEXT.hash(),
            organism.map(UUID::toString)));
  }

  private Grown to(int generation, Event... events) {
    return append(StreamId.generation(generation), CORE, events);
  }

  public Grown started(int generation, int parent, UUID by, String spec, String model) {
    return append(
        StreamId.generation(generation),
        by,
        new Event.GenerationStarted(
            generation, parent, spec, 1, Optional.empty(), 1, model, Optional.empty()));
  }

  public Grown started(int generation, int parent, String spec) {
    return started(generation, parent, CORE, spec, "a-model");
  }

  /** By a model that is paid, or from a recording. */
  public Grown answered(int generation, String provider, long microUsd) {
    return to(generation, answer(generation, provider, microUsd, Optional.empty()));
  }

  /** For the organism of a generation. */
  public Grown answered(int generation, String provider, long microUsd, UUID organism) {
    return append(
        StreamId.organism(generation),
        organism,
        answer(generation, provider, microUsd, Optional.of(organism.toString())));
  }

  private static Event answer(
      int generation, String provider, long microUsd, Optional<String> organism) {
    return new Event.LlmAnswered(
        generation,
        Purpose.GENERATE,
        1,
        provider,
        "a-model",
        provider.equals("replay") ? "replay:a-model" : "a-model-1",
        StopReason.COMPLETE,
        TokenUsage.of(1000, 200),
        true,
        OptionalLong.of(microUsd),
        Duration.ofMillis(1500),
        TEXT.hash(),
        TEXT.hash(),
        organism);
  }

  public Grown sealed(int generation) {
    return append(
        StreamId.generation(generation),
        CORE,
        new Event.ArtifactSealed(
            generation,
            TEXT.hash(),
            "artifacts/gen-" + generation,
            "a-model",
            TokenUsage.of(1000, 200),
            TEXT.hash(),
            List.of()),
        new Event.VerificationStarted(generation, RUN, "bubblewrap"));
  }

  public Grown stage(int generation, Stage stage, boolean passed, long millis) {
    return to(generation, new Event.StageFinished(generation, RUN, stage, passed, millis));
  }

  public Grown viable(int generation) {
    return viable(generation, TEXT);
  }

  /** With a canary behind its tests that took so long. */
  public Grown tried(int generation, long millis) {
    String report =
        "{\"status\":\"viable\",\"checks\":{\"test\":{\"canary\":{\"passed\":true,\"duration_ms\":%d}}}}"
            .formatted(millis);
    return viable(generation, Blob.of(report.getBytes(StandardCharsets.UTF_8)));
  }

  private Grown viable(int generation, Blob report) {
    for (Stage stage : Stage.values()) {
      Grown _ = stage(generation, stage, true, 100L * stage.position());
    }
    history.append(
        StreamId.generation(generation),
        WriteCondition.any(),
        Causation.of(CORE),
        List.of(
            new Event.VerdictGiven(
                generation, RUN, true, Optional.empty(), "viable", report.hash())),
        List.of(report));
    return this;
  }

  public Grown promoted(int generation) {
    return viable(generation).to(generation, new Event.GenerationPromoted(generation, TEXT.hash()));
  }

  public Grown nonViable(int generation, Stage at, String summary) {
    return stage(generation, at, false, 5)
        .to(
            generation,
            new Event.VerdictGiven(generation, RUN, false, Optional.of(at), summary, TEXT.hash()));
  }

  public Grown failed(int generation, Stage at, String summary) {
    return nonViable(generation, at, summary)
        .to(
            generation,
            new Event.GenerationRolledBack(generation, FailureKind.NON_VIABLE, summary));
  }

  public Grown lives(int generation, UUID organism) {
    return append(
        StreamId.organism(generation),
        organism,
        new Event.OrganismStarted(generation, organism.toString(), "bubblewrap"));
  }

  /** From its start to its promotion. */
  public Grown whole(int generation, int parent, String spec) {
    return started(generation, parent, spec)
        .answered(generation, "anthropic", 2_000)
        .sealed(generation)
        .promoted(generation);
  }
}
