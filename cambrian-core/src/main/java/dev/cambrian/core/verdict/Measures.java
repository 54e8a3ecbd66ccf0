package dev.cambrian.core.verdict;

import dev.cambrian.core.spec.Contract;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an artifact is measured by for information, after everything that its verdict depends on:
 * sets of contracts, and under load. Nothing of it changes a verdict.
 *
 * @param sets in the order of {@link CheckSet}; one without contracts is left out
 * @param performance test tier 3, where that is asked for
 */
public record Measures(Map<CheckSet, List<Contract>> sets, Optional<PerformanceGoal> performance) {
  /** Nothing. */
  public static final Measures NONE = new Measures(Map.of(), Optional.empty());

  public Measures {
    EnumMap<CheckSet, List<Contract>> given = new EnumMap<>(CheckSet.class);
    sets.forEach(
        (set, contracts) -> {
          if (!contracts.isEmpty()) {
            given.put(set, List.copyOf(contracts));
          }
        });
    sets = Collections.unmodifiableMap(given);
  }

  /** The same with that set instead of the one it has. */
  public Measures with(CheckSet set, List<Contract> contracts) {
    EnumMap<CheckSet, List<Contract>> changed = new EnumMap<>(CheckSet.class);
    changed.putAll(sets);
    changed.put(set, contracts);
    return new Measures(changed, performance);
  }

  public Measures withPerformance(PerformanceGoal goal) {
    return new Measures(sets, Optional.of(goal));
  }

  public boolean isEmpty() {
    return sets.isEmpty() && performance.isEmpty();
  }
}
