package dev.cambrian.core.pipeline;

import com.fasterxml.uuid.Generators;
import dev.cambrian.core.Pause;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.HistoryException;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.LlmClient;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.LastingRuns;
import dev.cambrian.core.verdict.Verifier;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Grows generations from specs: asks the model, reads its answer, seals the artifact, has it
 * judged, promotes the first viable one and retries, informed, after a failure. Every step is an
 * event before the next begins.
 *
 * <p>Safe for use by several threads and, on one home, by several processes. A growth that dies in
 * between is closed by the next one that starts in the same home.
 */
public final class Grower {
  private static final int SUMMARISED_GENERATIONS = 200;

  private final Pipeline pipeline;

  private Grower(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  public static Builder builder() {
    return new Builder();
  }

  /**
   * Grows one generation of {@code spec} and its retries. When the thread is interrupted, what runs
   * is ended, its generation is closed as cancelled, and the interrupt flag stays set.
   *
   * @throws dev.cambrian.core.llm.LlmException if it is known before the start that the model
   *     cannot answer; nothing was begun
   * @throws HistoryException if the history cannot be written; a generation that is left open is
   *     closed by the next growth
   */
  public GrowthResult grow(Spec spec, GrowthOptions options, GrowthListener listener) {
    UUID growth = Generators.timeBasedEpochGenerator().generate();
    Prompts prompts = new Prompts(spec, options);
    requireReady(pipeline.llm(), spec, options);
    recover(listener);
    try (GrowthLock lock = GrowthLock.create(pipeline.growths(), growth)) {
      refuseForeignGenerations();
      SpecRegistry.register(pipeline.history(), spec, growth);
      GrowthResult result = attempts(spec, options, prompts, growth, listener);
      lock.release();
      return result;
    }
  }

  /**
   * Throws what {@link #grow} throws before it begins anything, for callers that want to know
   * before they open a history. Asks nobody and writes nothing.
   *
   * @throws dev.cambrian.core.llm.LlmException if it is known that the model cannot answer
   */
  public static void requireReady(LlmClient llm, Spec spec, GrowthOptions options) {
    llm.requireReady(firstRequest(spec, options));
  }

  /**
   * What the first attempt asks where the history has nothing to tell, or is not to: the same
   * arguments give the same bytes.
   */
  public static LlmRequest firstRequest(Spec spec, GrowthOptions options) {
    Attempt first = new Attempt(1, 1, options.model(), Optional.empty());
    return new Prompts(spec, options).ask(first, "");
  }

  /**
   * Closes what growths of this home left open whose process died. {@link #grow} does this first,
   * too.
   */
  public void recover(GrowthListener listener) {
    new Recovery(pipeline, listener).run();
  }

  /**
   * A home whose history was lost still has the code of its generations, which must not be taken
   * for that of new ones with the same numbers.
   */
  private void refuseForeignGenerations() {
    int last = -1;
    for (int next = next(); next != last && exists(next); next = next()) {
      last = next;
    }
    if (last == next()) {
      throw new PipelineException(
          "%s has the code of a generation %d, but its history does not know one: restore history.db, or choose another home"
              .formatted(pipeline.home(), last));
    }
  }

  private int next() {
    return pipeline.history().highestGeneration() + 1;
  }

  private boolean exists(int generation) {
    return Files.exists(pipeline.artifact(generation), LinkOption.NOFOLLOW_LINKS)
        || pipeline.archive().contains(generation);
  }

  private GrowthResult attempts(
      Spec spec, GrowthOptions options, Prompts prompts, UUID growth, GrowthListener listener) {
    List<Integer> numbers = new ArrayList<>();
    int attempt = 1;
    String model = options.model();
    Optional<FailedGeneration> basis = Optional.empty();
    while (true) {
      List<GenerationEnd> ends =
          attempt(spec, options, prompts, growth, listener, attempt, model, basis);
      ends.stream().map(GenerationEnd::generation).sorted().forEach(numbers::add);
      switch (Decisions.afterAttempt(options, attempt, ends)) {
        case Decisions.AfterAttempt.Promote promote -> {
          promote(promote.winner(), ends, growth, listener);
          return new GrowthResult(
              Optional.of(promote.winner().generation()), numbers, Optional.empty(), "");
        }
        case Decisions.AfterAttempt.Retry retry -> {
          attempt = retry.attempt();
          model = retry.model();
          basis = Optional.of(retry.basis());
        }
        case Decisions.AfterAttempt.Stop stop -> {
          return new GrowthResult(
              Optional.empty(), numbers, Optional.of(stop.kind()), stop.reason());
        }
      }
    }
  }

  private List<GenerationEnd> attempt(
      Spec spec,
      GrowthOptions options,
      Prompts prompts,
      UUID growth,
      GrowthListener listener,
      int number,
      String model,
      Optional<FailedGeneration> basis) {
    String summary =
        options.historySummary()
            ? HistorySummary.of(spec.hash(), pipeline.history().latest(SUMMARISED_GENERATIONS))
            : "";
    AtomicInteger winner = new AtomicInteger();
    GenerationRun run = new GenerationRun(pipeline, spec, options, growth, listener, winner);
    List<Callable<GenerationEnd>> runs =
        IntStream.rangeClosed(1, options.candidates())
            .mapToObj(candidate -> new Attempt(number, candidate, model, basis))
            .<Callable<GenerationEnd>>map(
                attempt -> {
                  LlmRequest request = prompts.ask(attempt, summary);
                  return () -> run.run(attempt, request);
                })
            .toList();
    return Candidates.run(runs, winner);
  }

  private void promote(
      GenerationEnd.Viable winner, List<GenerationEnd> ends, UUID growth, GrowthListener listener) {
    Closer closer = new Closer(pipeline, listener);
    closer.promote(resume(winner, growth), winner.artifactHash());
    for (GenerationEnd end : ends) {
      if (end instanceof GenerationEnd.Viable viable
          && viable.generation() != winner.generation()) {
        closer.rollBack(
            resume(viable, growth),
            FailureKind.SUPERSEDED,
            "generation %d was viable first".formatted(winner.generation()),
            Optional.empty());
      }
    }
  }

  private GenerationStream resume(GenerationEnd.Viable viable, UUID growth) {
    return GenerationStream.resume(
        pipeline.history(), viable.generation(), growth, viable.version());
  }

  /** Collects what a growth works with; all but the last four are required. */
  public static final class Builder {
    private Optional<History> history = Optional.empty();
    private Optional<LlmClient> llm = Optional.empty();
    private Optional<Verifier> verifier = Optional.empty();
    private Optional<Path> home = Optional.empty();
    private GenerationArchive archive = GenerationArchive.NONE;
    private Clock clock = Clock.systemUTC();
    private Pause pause = Pause.SLEEP;
    private Function<LlmAnswer, OptionalLong> cost = answer -> OptionalLong.empty();

    private Builder() {}

    public Builder history(History history) {
      this.history = Optional.of(history);
      return this;
    }

    public Builder llm(LlmClient llm) {
      this.llm = Optional.of(llm);
      return this;
    }

    public Builder verifier(Verifier verifier) {
      this.verifier = Optional.of(verifier);
      return this;
    }

    /**
     * The directory that gets {@code artifacts/gen-N} and, while something grows, {@code growths/}.
     */
    public Builder home(Path home) {
      this.home = Optional.of(home);
      return this;
    }

    /** Where code is kept beside the history; nowhere by default. */
    public Builder archive(GenerationArchive archive) {
      this.archive = archive;
      return this;
    }

    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /** Lets the time pass before an aborted verification begins again; really waits by default. */
    public Builder pause(Pause pause) {
      this.pause = pause;
      return this;
    }

    /**
     * Prices answers in millionths of a US dollar; unknown by default. Replayed answers cost 0
     * without asking.
     */
    public Builder cost(Function<LlmAnswer, OptionalLong> cost) {
      this.cost = cost;
      return this;
    }

    /**
     * @throws IllegalStateException if something required is missing
     */
    public Grower build() {
      return new Grower(
          new Pipeline(
              required("history", history),
              required("llm", llm),
              required("verifier", verifier),
              LastingRuns.NONE,
              archive,
              required("home", home),
              clock,
              pause,
              cost));
    }

    private static <T> T required(String name, Optional<T> part) {
      return part.orElseThrow(() -> new IllegalStateException("a Grower needs a " + name));
    }
  }
}
