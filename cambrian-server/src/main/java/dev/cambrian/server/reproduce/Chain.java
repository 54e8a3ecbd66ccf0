package dev.cambrian.server.reproduce;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A chain from its first generation to where it ended.
 *
 * @param links the steps that were taken, at least one
 * @param elapsed of all
 */
public record Chain(Plan plan, List<Link> links, Duration elapsed) {
  public Chain {
    links = List.copyOf(links);
  }

  /** Whether every step has a generation that lives. */
  public boolean complete() {
    return links.size() == plan.depth() && failure().isEmpty();
  }

  /** Why it ended too early. */
  public Optional<Link.Failure> failure() {
    return links.getLast().failure();
  }

  /** Those that live, in their order. */
  public List<Integer> generations() {
    return links.stream().flatMap(link -> link.promoted().stream()).toList();
  }
}
