package dev.cambrian.core.evolution;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/** Campaigns in a simulated world: the same rules as real ones, trials cost nothing. */
public final class Simulation {
  private final World world;
  private final Arm arm;
  private final Rules rules;
  private final int trials;
  private final int parallel;
  private final OptionalDouble planted;

  /**
   * @param trials with a verdict that may be spent, 1 to 100,000
   * @param parallel trials at once, 1 to 64
   */
  public Simulation(World world, Arm arm, Rules rules, int trials, int parallel) {
    this(world, arm, rules, trials, parallel, OptionalDouble.empty());
  }

  private Simulation(
      World world, Arm arm, Rules rules, int trials, int parallel, OptionalDouble planted) {
    if (trials < 1 || trials > 100_000 || parallel < 1 || parallel > 64) {
      throw new IllegalArgumentException(
          "%d trials, %d at once cannot be simulated".formatted(trials, parallel));
    }
    this.world = world;
    this.arm = arm;
    this.rules = rules;
    this.trials = trials;
    this.parallel = parallel;
    this.planted = planted;
  }

  /**
   * The same in a world where the first mutant is better by a difference of rates, and no other
   * edit changes anything.
   *
   * @param effect above 0; the mutant's rate stays below 1
   */
  Simulation planting(double effect) {
    return new Simulation(
        world.withoutEffects(), arm, rules, trials, parallel, OptionalDouble.of(effect));
  }

  /**
   * What became of one campaign, with what only a simulation knows.
   *
   * @param base the base's true rate
   * @param shipped the true rate of what stands at the end
   * @param promoted whether that is a mutant
   * @param better P(better than the base) of the mutant that was promoted, as the campaign has it;
   *     0 where the base stays
   * @param fresh trials with a verdict of that mutant or of the base, whichever has fewer; 0 where
   *     the base stays
   * @param specs the base and its mutants
   * @param proposals made, those that broke a rule included
   * @param trials with a verdict
   */
  public record Outcome(
      double base,
      double shipped,
      boolean promoted,
      double better,
      int fresh,
      int specs,
      int proposals,
      int trials) {
    /** What the campaign has really won, or lost. */
    public double gain() {
      return shipped - base;
    }

    /** Whether a mutant was promoted that is no better. */
    public boolean falsePromotion() {
      return promoted && shipped <= base;
    }

    /** Whether a mutant was promoted that is better. */
    public boolean found() {
      return promoted && shipped > base;
    }

    /** Whether that may be published, too. */
    public boolean publishable() {
      return found() && Publishing.allows(better, fresh);
    }

    /** The gain where a mutant is promoted only if it passes that gate, whatever its arm does. */
    public double gainAt(double gate) {
      return better >= gate ? gain() : 0;
    }
  }

  private record Running(int node, Phase phase) {}

  /** Runs one campaign; the same seed gives the same. */
  public Outcome run(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Search search = new Search(arm, rules, trials, random.nextLong(), 1_000);
    List<Double> odds = new ArrayList<>();
    double base = world.leastBase() + (world.mostBase() - world.leastBase()) * random.nextDouble();
    odds.add(odds(base));
    int proposals = 0;
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
          proposals++;
          if (random.nextDouble() < world.rejected()) {
            search.rejected();
          } else {
            search.accepted(parent, 1_000);
            odds.add(
                planted.isPresent() && odds.size() == 1
                    ? odds(base + planted.getAsDouble())
                    : odds.get(parent) + effect(random));
          }
        }
        case Decision.Await() -> end(search, running.remove(), odds, random);
        case Decision.Finish(Conclusion conclusion) -> {
          boolean promoted = conclusion.promoted().isPresent();
          // A rate that was never moved is the base's own, whatever its odds are rounded to.
          double shipped = odds.get(conclusion.promoted().orElse(0));
          return new Outcome(
              base,
              shipped == odds.getFirst() ? base : rate(shipped),
              promoted,
              promoted ? conclusion.probabilityBetter().orElse(0) : 0,
              conclusion
                  .promoted()
                  .map(it -> Gate.freshTrials(search.nodes().get(it), search.base()))
                  .orElse(0),
              odds.size(),
              proposals,
              search.scored());
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

  private static double odds(double rate) {
    return Math.log(rate / (1 - rate));
  }

  private static double rate(double odds) {
    return 1 / (1 + Math.exp(-odds));
  }
}
