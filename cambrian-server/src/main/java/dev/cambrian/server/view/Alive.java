package dev.cambrian.server.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.server.gateway.Gateway;
import dev.cambrian.server.organism.Organism;
import java.util.List;

/**
 * An organism that runs, and what came of it so far.
 *
 * @param offspring the generations that it grew, ascending
 * @param asking its calls of a model that are under way, the oldest first
 * @param taken by its answers, tokens and money
 * @param printed the last lines that it printed: hostile
 */
public record Alive(
    Organism organism,
    List<GenerationRecord> offspring,
    List<Gateway.Open> asking,
    Taken taken,
    List<String> printed) {

  public Alive {
    offspring = List.copyOf(offspring);
    asking = List.copyOf(asking);
    printed = List.copyOf(printed);
  }

  /**
   * Of one that runs.
   *
   * @param used what all organisms took
   * @param lineage of all generations
   * @param open calls of all organisms
   * @param log what it printed last
   * @param lines of that, at most
   */
  public static Alive of(
      Organism organism,
      TokensUsed used,
      Lineage lineage,
      List<Gateway.Open> open,
      byte[] log,
      int lines) {
    List<String> printed = new String(log, UTF_8).lines().toList();
    return new Alive(
        organism,
        lineage.offspringOf(organism.generation()).stream()
            .flatMap(it -> lineage.record(it).stream())
            .filter(it -> it.correlationId().equals(organism.id()))
            .toList(),
        open.stream().filter(it -> it.call().organismId().equals(organism.id())).toList(),
        used.of(organism).taken(),
        printed.subList(Math.max(0, printed.size() - lines), printed.size()));
  }

  /** That its answers used, those of recordings left out: what its budget counts. */
  public long liveTokens() {
    return taken.live().total();
  }

  /** That the recorded answers had used which it got. */
  public long replayedTokens() {
    return taken.recorded().total();
  }
}
