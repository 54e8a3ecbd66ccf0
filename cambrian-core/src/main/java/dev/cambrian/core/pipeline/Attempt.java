package dev.cambrian.core.pipeline;

import dev.cambrian.core.llm.Purpose;
import java.util.Optional;

/**
 * One try of one candidate within a growth.
 *
 * @param number from 1
 * @param candidate from 1
 * @param basis the failure that the model is told about; present exactly above attempt 1
 */
record Attempt(int number, int candidate, String model, Optional<FailedGeneration> basis) {
  Attempt {
    if ((number > 1) != basis.isPresent()) {
      throw new IllegalArgumentException("exactly a retry has a basis");
    }
  }

  Purpose purpose() {
    return number == 1 ? Purpose.GENERATE : Purpose.RETRY;
  }

  /** The ordinal of the attempt's own request: the same whatever the candidates' timing. */
  int ordinal(GrowthOptions options) {
    int earlier = number == 1 ? 0 : number - 2;
    return earlier * options.candidates() + candidate;
  }

  /** The ordinal of its {@code repair}-th repair, from 1. */
  int repairOrdinal(GrowthOptions options, int repair) {
    int runsBefore = (number - 1) * options.candidates() + candidate - 1;
    return runsBefore * options.maxParseRetries() + repair;
  }
}
