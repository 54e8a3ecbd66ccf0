package dev.cambrian.core.evolution;

/** A rule by which a campaign goes on. */
interface Strategy {
  Decision next(Search search, Draws draws);

  static Strategy of(Arm arm) {
    return switch (arm) {
      case TREE -> new TreeStrategy();
      case UNIFORM -> new UniformStrategy();
      case GREEDY -> new GreedyStrategy();
      case BEST_OF_N -> new BestOfNStrategy();
      case BASE -> new BaseStrategy();
    };
  }
}
