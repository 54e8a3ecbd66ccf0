package dev.cambrian.core.evolution;

import java.util.Optional;
import java.util.OptionalDouble;

/** The control that changes nothing. */
final class BaseStrategy implements Strategy {
  @Override
  public Decision next(Search search, Draws draws) {
    if (search.pulls(Phase.SEARCH) < search.trials()) {
      return new Decision.Try(0, Phase.SEARCH);
    }
    if (search.pending() > 0) {
      return new Decision.Await();
    }
    return new Decision.Finish(
        new Conclusion(Optional.empty(), OptionalDouble.empty(), "the base alone was tried"));
  }
}
