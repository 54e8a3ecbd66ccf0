package dev.cambrian.core.evolution;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/** Campaigns in a simulated world: the same rules as real ones, trials cost nothing. */
public final class Simulation {
  private final World world;
  private final Arm arm;
  private final Rules rules;
  private final int trials;
  private final int parallel;

  public Simulation(World world, Arm arm, Rules rules, int trials, int parallel) {
    this.world = world;
    this.arm = arm;
    this.rules = rules;
    this.trials = trials;
    this.parallel = parallel;
  }

  /**
   * What became of one campaign, with what only a simulation knows.
   *
   * @param base the base's true rate
   * @param shipped the true rate of what stands at the end
   * @param promoted whether that is a mutant
   * @param trials with a verdict
   */
  public record Outcome(double base, double shipped, boolean promoted, int specs, int trials) {
    /** What the campaign has really won, or lost. */
    public double gain() {
      return shipped - base;
    }

    /** Whether a mutant was promoted that is no better. */
    public boolean falsePromotion() {
      return promoted && shipped <= base;
    }
  }

  private record Running(int node, Phase phase) {}

  /** Runs one campaign; the same seed gives the same. */
  public Outcome run(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Search search = new Search(arm, rules, trials, random.nextLong(), 1_000);
    List<Double> odds = new ArrayList<>();
    double base = world.leastBase() + (world.mostBase() - world.leastBase()) * random.nextDouble();
    odds.add(Math.log(base / (1 - base)));
    Deque<Running> running = new ArrayDeque<>();
    while (true) {
      switch (search.next()) {
        case Decision.Try(int node, Phase phase) -> {
          search.started(node, phase);
          running.add(new Running(node, phase));
          if (running.size() >= parallel) {
            end(search, running.remove(), odds, random);
          }
        }
        case Decision.Propose(int parent) -> {
          search.asked(parent);
          if (random.nextDouble() < world.rejected()) {
            search.rejected();
          } else {
            search.accepted(parent, 1_000);
            odds.add(odds.get(parent) + effect(random));
          }
        }
        case Decision.Await() -> end(search, running.remove(), odds, random);
        case Decision.Finish(Conclusion conclusion) -> {
          double shipped = rate(odds.get(conclusion.promoted().orElse(0)));
          return new Outcome(
              base, shipped, conclusion.promoted().isPresent(), odds.size(), search.scored());
        }
      }
    }
  }

  private void end(Search search, Running ended, List<Double> odds, SplittableRandom random) {
    double drift = 2 * search.scored() >= trials ? world.drift() : 0;
    boolean success = random.nextDouble() < rate(odds.get(ended.node()) + drift);
    search.scored(ended.node(), ended.phase(), success);
  }

  private double effect(SplittableRandom random) {
    double kind = random.nextDouble();
    double size = -Math.log1p(-random.nextDouble());
    if (kind < world.helpful()) {
      return size * world.effect();
    }
    return kind < world.helpful() + world.harmful() ? -size * world.harm() : 0;
  }

  private static double rate(double odds) {
    return 1 / (1 + Math.exp(-odds));
  }
}
