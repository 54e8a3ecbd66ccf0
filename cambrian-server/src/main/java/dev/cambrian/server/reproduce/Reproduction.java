package dev.cambrian.server.reproduce;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.pipeline.GrowthResult;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.server.git.GitArchive;
import dev.cambrian.server.organism.Organism;
import dev.cambrian.server.organism.OrganismException;
import dev.cambrian.server.organism.OrganismLimits;
import dev.cambrian.server.organism.StartOrder;
import dev.cambrian.server.organism.StartRequest;
import dev.cambrian.server.organism.StopReason;
import dev.cambrian.server.reproduce.Link.Failure;
import dev.cambrian.server.reproduce.Link.Fault;
import dev.cambrian.server.serve.Hosting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Has a chain grow: the core grows the first generation from the genome; it runs as an organism and
 * grows the next, which does the same, until the last one grows something else. Nobody helps.
 *
 * <p>An organism that has promoted its offspring and does not end by itself is ended; one that
 * grows nothing is after its lifetime.
 */
public final class Reproduction {
  /** What an organism that has done its work is left to end by itself. */
  private static final Duration ENDING = Duration.ofSeconds(10);

  /** Between two looks whether there is an offspring; its end is heard at once. */
  private static final Duration LOOK = Duration.ofMillis(500);

  private static final int PAGE = 100;

  private final Hosting hosting;
  private final Plan plan;
  private final Limits limits;
  private final Core core;
  private final Narration narration;

  /**
   * How far each organism may go.
   *
   * @param tokenBudget of the whole chain; 0: no limit
   * @param microUsdBudget of the whole chain, in millionths of a US dollar; 0: no limit
   */
  public record Limits(
      String model,
      String escalationModel,
      int maxRetries,
      int maxParseRetries,
      long tokenBudget,
      long microUsdBudget,
      Duration lifetime) {}

  /** Grows the first generation. */
  @FunctionalInterface
  public interface Core {
    /**
     * @param verifier of the server, one at a time
     */
    GrowthResult grow(History history, GitArchive archive, Verifier verifier);
  }

  /**
   * Over a home that is served.
   *
   * @param narration told by the same server
   */
  public Reproduction(Hosting hosting, Plan plan, Limits limits, Core core, Narration narration) {
    this.hosting = hosting;
    this.plan = plan;
    this.limits = limits;
    this.core = core;
    this.narration = narration;
  }

  /** Goes as far as it gets. When the thread is interrupted, it ends and the flag stays set. */
  public Chain run() {
    long begin = System.nanoTime();
    List<Link> links = new ArrayList<>();
    narration.follow(hosting.supervisor());
    endWhatRuns();
    links.add(first());
    while (links.getLast().promoted().isPresent() && links.size() < plan.depth()) {
      links.add(next(links.size() + 1, links.getLast().promoted().get(), spent(links)));
    }
    narration.close();
    Chain chain = new Chain(plan, links, Duration.ofNanos(System.nanoTime() - begin));
    narration.over(chain);
    return chain;
  }

  /** A reproduction that was killed leaves its organism behind, which would go on growing. */
  private void endWhatRuns() {
    try {
      for (Organism organism : hosting.organisms().list()) {
        if (organism.end().isEmpty()) {
          Organism _ = hosting.organisms().stop(organism.id(), StopReason.SUPERVISOR_STOPPED);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private History history() {
    return hosting.supervisor().history();
  }

  private Link first() {
    long begin = System.nanoTime();
    narration.step(plan, 1, Optional.empty());
    GrowthResult result =
        core.grow(history(), hosting.supervisor().archive(), hosting.supervisor().judge().once());
    return new Link(
        1,
        plan.genome(),
        Optional.empty(),
        result.generations(),
        result.promoted(),
        result
            .failure()
            .map(kind -> new Failure(Fault.of(kind), kind.id() + ": " + result.reason())),
        times(begin, Optional.empty(), result.generations()),
        List.of());
  }

  private Link next(int number, int parent, Spent spent) {
    long begin = System.nanoTime();
    narration.step(plan, number, Optional.of(parent));
    if (spent.exceeds(limits)) {
      return failed(
          number,
          begin,
          Optional.empty(),
          List.of(),
          new Failure(Fault.INFRASTRUCTURE, "the budget of the chain is used up"));
    }
    Organism organism;
    try {
      organism = hosting.organisms().start(order(number, parent, spent));
    } catch (OrganismException e) {
      Fault fault =
          Thread.currentThread().isInterrupted() ? Fault.INTERRUPTED : Fault.INFRASTRUCTURE;
      Failure why = new Failure(fault, String.valueOf(e.getMessage()));
      return failed(number, begin, Optional.empty(), List.of(), why);
    }
    Organism ended;
    try {
      ended = ended(organism, plan.spec(number));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed(
          number,
          begin,
          Optional.of(organism),
          offspring(organism).stream().map(GenerationRecord::generation).toList(),
          new Failure(Fault.INTERRUPTED, "interrupted"));
    }
    List<GenerationRecord> offspring = offspring(ended);
    List<Integer> generations = offspring.stream().map(GenerationRecord::generation).toList();
    Optional<Integer> promoted = promoted(offspring, plan.spec(number));
    if (promoted.isEmpty()) {
      return failed(number, begin, Optional.of(ended), generations, why(ended, offspring));
    }
    return new Link(
        number,
        plan.spec(number),
        Optional.of(ended),
        generations,
        promoted,
        Optional.empty(),
        times(begin, Optional.of(ended), generations),
        List.of());
  }

  private Link failed(
      int number,
      long begin,
      Optional<Organism> organism,
      List<Integer> generations,
      Failure failure) {
    return new Link(
        number,
        plan.spec(number),
        organism,
        generations,
        Optional.empty(),
        Optional.of(failure),
        times(begin, organism, generations),
        organism.map(it -> narration.lastLines(it.id())).orElse(List.of()));
  }

  private StartOrder order(int number, int parent, Spent spent) {
    return new StartRequest(
            parent,
            Optional.of(plan.file(number)),
            Optional.of(limits.model()),
            Optional.of(limits.escalationModel()),
            Optional.of(1),
            Optional.of(limits.maxRetries()),
            Optional.of(limits.maxParseRetries()),
            left(limits.tokenBudget(), spent.tokens()),
            left(limits.microUsdBudget(), spent.microUsd()),
            Optional.of(limits.lifetime()))
        .order(
            hosting.supervisor().home().artifacts().resolve("gen-" + parent),
            limits.model(),
            limits.escalationModel(),
            OrganismLimits.DEFAULT);
  }

  private static OptionalLong left(long budget, long used) {
    return budget == 0 ? OptionalLong.empty() : OptionalLong.of(budget - used);
  }

  private Organism ended(Organism organism, Spec spec) throws InterruptedException {
    Optional<Long> done = Optional.empty();
    while (true) {
      Optional<Organism> end = hosting.organisms().await(organism.id(), LOOK);
      if (end.isPresent()) {
        return end.get();
      }
      if (done.isEmpty() && promoted(offspring(organism), spec).isPresent()) {
        done = Optional.of(System.nanoTime());
      }
      if (done.isPresent() && System.nanoTime() - done.get() > ENDING.toNanos()) {
        return hosting.organisms().stop(organism.id(), StopReason.STOPPED);
      }
    }
  }

  private List<GenerationRecord> offspring(Organism organism) {
    List<GenerationRecord> found = new ArrayList<>();
    int after = organism.generation();
    while (true) {
      List<GenerationRecord> page = history().generations(after, PAGE, Optional.empty());
      page.stream().filter(it -> it.correlationId().equals(organism.id())).forEach(found::add);
      if (page.size() < PAGE) {
        return found;
      }
      after = page.getLast().generation();
    }
  }

  /** What an organism grows from a spec that it chose itself proves nothing. */
  private static Optional<Integer> promoted(List<GenerationRecord> offspring, Spec spec) {
    return offspring.stream()
        .filter(it -> it.outcome() == Outcome.PROMOTED && it.specHash().equals(spec.hash()))
        .map(GenerationRecord::generation)
        .findFirst();
  }

  private Failure why(Organism organism, List<GenerationRecord> offspring) {
    String end =
        organism
            .end()
            .map(
                it ->
                    it.reason().text()
                        + it.exitCode().map(" with exit code %d"::formatted).orElse(""))
            .orElse("not ended");
    if (!offspring.isEmpty()) {
      GenerationRecord last = offspring.getLast();
      String which = "generation %d ".formatted(last.generation());
      Fault fault =
          last.failure()
              .map(Fault::of)
              .filter(_ -> last.viable().isEmpty())
              .orElse(Fault.CANDIDATE);
      return new Failure(
          fault,
          last.viable()
                  .map(
                      viable ->
                          which
                              + (viable
                                  ? unwanted(last)
                                  : "is non-viable"
                                      + last.failureStage().map(it -> " at " + it.id()).orElse("")))
                  .orElse(which + "has no verdict" + last.reason().map(": "::concat).orElse(""))
              + "; the organism of generation %d ended: %s".formatted(organism.generation(), end));
    }
    Optional<Narration.Refusal> refused = narration.refused(organism.id());
    String nothing =
        "the organism of generation %d grew nothing and ended: %s"
            .formatted(organism.generation(), end);
    if (refused.isPresent()) {
      return new Failure(
          switch (refused.get().fault()) {
            case NOT_RECORDED, PROVIDER, BUDGET -> Fault.INFRASTRUCTURE;
            case REQUEST -> Fault.CANDIDATE;
          },
          nothing + "; it got no answer: " + refused.get().reason());
    }
    return new Failure(
        organism.end().map(it -> fault(it.reason())).orElse(Fault.CANDIDATE), nothing);
  }

  private static String unwanted(GenerationRecord viable) {
    return viable.outcome() == Outcome.PROMOTED
        ? "lives, but it was grown from another spec than its organism was given"
        : "is viable, but its organism did not promote it";
  }

  private static Fault fault(StopReason reason) {
    return reason.isOwn() ? Fault.CANDIDATE : Fault.INFRASTRUCTURE;
  }

  /** Tokens and millionths of a US dollar. */
  private record Spent(long tokens, long microUsd) {
    boolean exceeds(Limits limits) {
      return (limits.tokenBudget() > 0 && tokens >= limits.tokenBudget())
          || (limits.microUsdBudget() > 0 && microUsd >= limits.microUsdBudget());
    }
  }

  private Spent spent(List<Link> links) {
    List<Event.LlmAnswered> answers =
        links.stream().flatMap(it -> Exchanges.of(history(), it).stream()).toList();
    return new Spent(
        answers.stream()
            .filter(Exchanges::live)
            .mapToLong(it -> Exchanges.tokens(history(), it))
            .sum(),
        answers.stream().mapToLong(it -> it.costMicroUsd().orElse(0)).sum());
  }

  private Link.Times times(long begin, Optional<Organism> organism, List<Integer> generations) {
    Duration verifying = Duration.ZERO;
    Duration stages = Duration.ZERO;
    Duration answering = Duration.ZERO;
    for (int generation : generations) {
      Optional<RecordedEvent> started = Optional.empty();
      for (RecordedEvent recorded : history().read(StreamId.generation(generation))) {
        if (recorded.event() instanceof Event.VerificationStarted) {
          started = Optional.of(recorded);
        } else if (recorded.event() instanceof Event.StageFinished it) {
          stages = stages.plusMillis(it.durationMs());
        } else if (recorded.event() instanceof Event.VerdictGiven && started.isPresent()) {
          verifying =
              verifying.plus(Duration.between(started.get().recordedAt(), recorded.recordedAt()));
        }
      }
    }
    for (Event.LlmAnswered it : Exchanges.of(history(), organism, generations)) {
      answering = answering.plus(it.elapsed());
    }
    UUID nobody = new UUID(0, 0);
    return new Link.Times(
        Duration.ofNanos(System.nanoTime() - begin),
        narration.living(organism.map(Organism::id).orElse(nobody)),
        answering,
        verifying,
        stages);
  }
}
