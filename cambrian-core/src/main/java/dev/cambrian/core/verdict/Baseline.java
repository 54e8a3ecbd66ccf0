package dev.cambrian.core.verdict;

import dev.cambrian.core.spec.Contract;
import java.util.List;

/**
 * The battery that a generation is measured against beside its own contracts: those of one that was
 * promoted before. For information; no verdict depends on it.
 *
 * @param generation where the contracts come from; 0 where that is not known
 */
public record Baseline(int generation, List<Contract> contracts) {
  public static final Baseline NONE = new Baseline(0, List.of());

  public Baseline {
    if (generation < 0) {
      throw new IllegalArgumentException("there is no generation " + generation);
    }
    contracts = List.copyOf(contracts);
  }

  public boolean isEmpty() {
    return contracts.isEmpty();
  }
}
