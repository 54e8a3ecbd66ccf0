package dev.cambrian.server.gateway;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.llm.ReplayClient;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;

/**
 * What one organism has asked and grown, folded purely from the events of the history, and from
 * that what it asks next. Its own are the generations that it started: they have its id for their
 * correlation id and its generation for their parent.
 *
 * <p>A request that follows no answer of its own is {@code generate}; where the organism spawned
 * nothing since its last answer, that one cannot have been readable and the request is {@code
 * repair}; else the offspring that it spawned last decides: {@code retry} where that failed or is
 * non-viable, {@code generate} in every other case.
 *
 * @param inherited the ordinals that count as answered by its {@link Ancestry}
 * @param answered the ordinals that have an answer
 * @param spawned its generations
 * @param failed those of them that failed or were found non-viable
 * @param sinceAnswer the latest that it started since its last answer
 * @param tokens that its answers used, replayed ones left out
 * @param microUsd that they cost; those of unknown price are not in it
 */
record OrganismPast(
    UUID organismId,
    int generation,
    Set<NextRequest> inherited,
    Set<NextRequest> answered,
    Set<Integer> spawned,
    Set<Integer> failed,
    OptionalInt sinceAnswer,
    long tokens,
    long microUsd) {

  static OrganismPast initial(UUID organismId, int generation, Set<NextRequest> inherited) {
    return new OrganismPast(
        organismId, generation, inherited, Set.of(), Set.of(), Set.of(), OptionalInt.empty(), 0, 0);
  }

  OrganismPast evolve(RecordedEvent recorded) {
    return switch (recorded.event()) {
      case Event.LlmAnswered e ->
          e.organismId().equals(Optional.of(organismId.toString())) ? answered(e) : this;
      case Event.GenerationStarted e ->
          recorded.correlationId().equals(organismId) && e.parent() == generation
              ? with(plus(spawned, e.generation()), failed, OptionalInt.of(e.generation()))
              : this;
      case Event.VerdictGiven e -> e.viable() ? this : failed(e.generation());
      case Event.GenerationRolledBack e -> failed(e.generation());
      case Event.OfGeneration e -> this;
      case Event.OfOrganism e -> this;
      case Event.OfSpec e -> this;
      case Event.OfCampaign e -> this;
    };
  }

  /** The next request's purpose, and the first ordinal that is neither answered nor being asked. */
  NextRequest next(Collection<NextRequest> inFlight) {
    Purpose purpose = purpose();
    for (int ordinal = 1; ; ordinal++) {
      NextRequest next = new NextRequest(purpose, ordinal);
      if (!inherited.contains(next) && !answered.contains(next) && !inFlight.contains(next)) {
        return next;
      }
    }
  }

  private Purpose purpose() {
    if (answered.isEmpty()) {
      return Purpose.GENERATE;
    }
    if (sinceAnswer.isEmpty()) {
      return Purpose.REPAIR;
    }
    return failed.contains(sinceAnswer.getAsInt()) ? Purpose.RETRY : Purpose.GENERATE;
  }

  private OrganismPast answered(Event.LlmAnswered event) {
    boolean free = event.provider().equals(ReplayClient.PROVIDER);
    return new OrganismPast(
        organismId,
        generation,
        inherited,
        plus(answered, new NextRequest(event.purpose(), event.ordinal())),
        spawned,
        failed,
        OptionalInt.empty(),
        tokens + (free ? 0 : event.usage().total()),
        microUsd + (free ? 0 : event.costMicroUsd().orElse(0)));
  }

  private OrganismPast failed(int offspring) {
    return spawned.contains(offspring) ? with(spawned, plus(failed, offspring), sinceAnswer) : this;
  }

  private OrganismPast with(
      Set<Integer> newSpawned, Set<Integer> newFailed, OptionalInt newSinceAnswer) {
    return new OrganismPast(
        organismId,
        generation,
        inherited,
        answered,
        newSpawned,
        newFailed,
        newSinceAnswer,
        tokens,
        microUsd);
  }

  private static <T> Set<T> plus(Set<T> set, T one) {
    Set<T> more = new HashSet<>(set);
    more.add(one);
    return Set.copyOf(more);
  }
}
