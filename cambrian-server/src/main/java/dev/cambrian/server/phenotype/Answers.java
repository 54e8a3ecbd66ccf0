package dev.cambrian.server.phenotype;

import dev.cambrian.core.verdict.ViabilityReport.ContractResult;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one offspring answered to probes.
 *
 * @param results of the contracts of a {@link ProbePlan}, by name, as the rig reports them
 */
public record Answers(String offspring, Map<String, ContractResult> results) {
  public Answers {
    results = Collections.unmodifiableMap(new LinkedHashMap<>(results));
  }
}
