package dev.cambrian.core.examine;

import dev.cambrian.core.spec.Contract;
import dev.cambrian.core.verdict.ViabilityReport.ContractResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Holds contracts against code that is known to be good. What such code breaks is more likely wrong
 * about the spec than the code is.
 *
 * @param offspring how many there were
 * @param doubtful the names of the contracts that one of them broke
 */
public record KnownGood(int offspring, Set<String> doubtful) {
  public KnownGood {
    doubtful = Set.copyOf(doubtful);
  }

  /**
   * By what each of them answered.
   *
   * @param results of each known-good offspring, by the contracts' names; one that was not tried
   *     counts as broken
   */
  public static KnownGood of(List<Contract> contracts, List<Map<String, ContractResult>> results) {
    Set<String> doubtful = new TreeSet<>();
    for (Map<String, ContractResult> one : results) {
      for (Contract contract : contracts) {
        ContractResult result = one.get(contract.name());
        if (result == null || !result.passed()) {
          doubtful.add(contract.name());
        }
      }
    }
    return new KnownGood(results.size(), doubtful);
  }

  /**
   * Those that all of them keep; none where there was no known-good offspring, since then nothing
   * speaks for any.
   */
  public List<Contract> validated(List<Contract> contracts) {
    List<Contract> kept = new ArrayList<>();
    for (Contract contract : contracts) {
      if (offspring > 0 && !doubtful.contains(contract.name())) {
        kept.add(contract);
      }
    }
    return List.copyOf(kept);
  }
}
