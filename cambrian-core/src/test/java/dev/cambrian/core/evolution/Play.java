package dev.cambrian.core.evolution;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A campaign whose trials end in any order and in any way: lived, failed, without a verdict; whose
 * proposals are accepted, refused or get no answer.
 */
final class Play {
  private static final int STEPS = 100_000;

  /** What happens by chance, each 0 to below 1. */
  record Luck(double lives, double voided, double refused, double abandoned) {
    static final Luck PLAIN = new Luck(0.5, 0, 0, 0);
  }

  /** What was decided, and what was told in between. */
  record Step(Decision decision, int scored, int pending, int proposals) {}

  final Search search;
  final List<Step> steps = new ArrayList<>();
  private final List<Decision> running = new ArrayList<>();
  private final SplittableRandom random;
  private final int parallel;
  private final Luck luck;

  Play(Search search, int parallel, Luck luck, long seed) {
    this.search = search;
    this.parallel = parallel;
    this.luck = luck;
    this.random = new SplittableRandom(seed);
  }

  /** To its end. */
  Conclusion run() {
    while (steps.size() < STEPS) {
      Decision decision = search.next();
      steps.add(new Step(decision, search.scored(), search.pending(), search.proposals()));
      switch (decision) {
        case Decision.Try(int node, Phase phase) -> search.started(node, phase);
        case Decision.Propose(int parent) -> search.asked(parent);
        case Decision.Await() -> {
          if (running.isEmpty()) {
            throw new AssertionError("waits for nothing after " + steps.size() + " steps");
          }
          end(running.remove(random.nextInt(running.size())));
          continue;
        }
        case Decision.Finish(Conclusion conclusion) -> {
          return conclusion;
        }
      }
      running.add(decision);
      while (running.size() >= parallel) {
        end(running.remove(random.nextInt(running.size())));
      }
    }
    throw new AssertionError("does not end");
  }

  List<Decision> decisions() {
    return steps.stream().map(Step::decision).toList();
  }

  private void end(Decision begun) {
    double chance = random.nextDouble();
    switch (begun) {
      case Decision.Try(int node, Phase phase) -> {
        if (chance < luck.voided()) {
          search.voided(node, phase);
        } else {
          search.scored(node, phase, random.nextDouble() < luck.lives());
        }
      }
      case Decision.Propose(int parent) -> {
        if (chance < luck.refused()) {
          search.rejected();
        } else if (chance < luck.refused() + luck.abandoned()) {
          search.abandoned();
        } else {
          search.accepted(parent, 500 + random.nextInt(1_000));
        }
      }
      case Decision.Await(), Decision.Finish(Conclusion _) ->
          throw new AssertionError("was never begun: " + begun);
    }
  }
}
