package dev.cambrian.core.evolution;

import java.util.Optional;
import java.util.OptionalDouble;

/** What controls conclude that believe what they see. */
final class Raw {
  private Raw() {}

  static Conclusion conclude(Search search, Node best) {
    if (best == search.base()) {
      return new Conclusion(
          Optional.empty(), OptionalDouble.empty(), "no mutant had more successes than its base");
    }
    double better =
        Comparison.better(
            best.posterior(), search.base().posterior(), search.rules().priorDifferent());
    return new Conclusion(
        Optional.of(best.index()), OptionalDouble.of(better), "taken for its count of successes");
  }
}
