package dev.cambrian.core.evolution;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.IntPredicate;

/**
 * What a campaign of the tree arm can tell, known before it costs anything: by simulated campaigns
 * of the same rules, seeded, so that the same asks give the same.
 *
 * <p>A campaign <i>finds</i> an effect where the first mutant is better than the base by so much,
 * no other edit changes anything, and that mutant or a descendant of it is promoted.
 *
 * @param asked what was planned
 * @param campaigns simulated for each figure
 * @param findsEffect the share of campaigns that find the effect asked for; empty where there is no
 *     room for it above the base
 * @param publishesEffect the share that find it and may publish what they promote, by {@link
 *     Publishing}; empty as {@code findsEffect}
 * @param smallestEffect the smallest difference of rates, a multiple of 0.01, that {@link #POWER}
 *     of the campaigns find; empty where they do not even find a mutant of the rate {@link #BEST}
 * @param leastTrials the smallest multiple of ten trials with which {@link #POWER} of the campaigns
 *     find a mutant of the rate {@link #BEST}; empty where {@link #MOST_TRIALS} do not suffice
 * @param enoughTrials about the smallest multiple of ten trials with which {@link #POWER} of the
 *     campaigns find the effect asked for, by {@link #FEW_CAMPAIGNS} campaigns of each size; empty
 *     where {@link #MOST_TRIALS} do not suffice or there is no room for it above the base
 * @param equalPromoted the share of campaigns that promote a mutant where no edit changes anything
 * @param worsePromoted the share that promote one that is no better in {@link World#DEFAULT}
 * @param gain the true gain there
 * @param proposals the mean number of mutants asked for there
 */
public record Plan(
    Asked asked,
    int campaigns,
    OptionalDouble findsEffect,
    OptionalDouble publishesEffect,
    OptionalDouble smallestEffect,
    OptionalInt leastTrials,
    OptionalInt enoughTrials,
    double equalPromoted,
    double worsePromoted,
    Simulations.Mean gain,
    double proposals) {
  /** The share of campaigns that find what is called detectable. */
  public static final double POWER = 0.8;

  /** The rate of a mutant that nearly always lives. */
  public static final double BEST = 0.99;

  /** The most trials that are planned. */
  public static final int MOST_TRIALS = 1_000;

  /** Simulated for each size of a campaign where so many sizes are tried that more take long. */
  public static final int FEW_CAMPAIGNS = 200;

  private static final int CAMPAIGNS = 1_000;
  private static final int STEP = 10;

  /**
   * What is planned.
   *
   * @param trials 1 to {@link #MOST_TRIALS}
   * @param parallel trials at once, 1 to 64
   * @param base the base's rate, above 0 and below 1
   * @param effect the difference of rates that is to be found, above 0 and below 1
   */
  public record Asked(
      Rules rules, int trials, int parallel, double base, double effect, long seed) {
    public Asked {
      if (trials < 1 || trials > MOST_TRIALS) {
        throw new IllegalArgumentException("%d trials are not planned".formatted(trials));
      }
      if (!(base > 0 && base < 1 && effect > 0 && effect < 1)) {
        throw new IllegalArgumentException("a rate or an effect lies between 0 and 1");
      }
    }

    private Simulation simulation(World world, int budget) {
      return new Simulation(world.withBase(base), Arm.TREE, rules, budget, parallel);
    }

    private double finds(double difference, int budget, int campaigns) {
      return found(difference, budget, campaigns).all();
    }

    private Simulations.Found found(double difference, int budget, int campaigns) {
      return Simulations.found(
          simulation(World.DEFAULT, budget).planting(difference), campaigns, seed);
    }
  }

  /** What is to be done. */
  public enum Advice {
    /** Not even a mutant that nearly always lives is told from the base by any budget. */
    NOTHING_TO_WIN,
    /** Nor by this one: it tells the base's rate and no more. */
    ESTIMATE_ONLY,
    /** Large effects are detectable, the one asked for is not. */
    LARGE_EFFECTS_ONLY,
    /** The effect asked for is detectable. */
    GO
  }

  /** Computes it; takes seconds. */
  public static Plan of(Asked asked) {
    return of(asked, CAMPAIGNS);
  }

  static Plan of(Asked asked, int campaigns) {
    double room = BEST - asked.base();
    Simulations usual =
        Simulations.run(
            asked.simulation(World.DEFAULT, asked.trials()),
            asked.rules().gate(),
            campaigns,
            asked.seed(),
            () -> {});
    Simulations equal =
        Simulations.run(
            asked.simulation(World.DEFAULT.withoutEffects(), asked.trials()),
            asked.rules().gate(),
            campaigns,
            asked.seed(),
            () -> {});
    Optional<Simulations.Found> found =
        asked.effect() <= room
            ? Optional.of(asked.found(asked.effect(), asked.trials(), campaigns))
            : Optional.empty();
    OptionalDouble finds = found.stream().mapToDouble(Simulations.Found::all).findFirst();
    OptionalInt least = leastTrials(asked, campaigns);
    return new Plan(
        asked,
        campaigns,
        finds,
        found.stream().mapToDouble(Simulations.Found::publishable).findFirst(),
        smallestEffect(asked, room, campaigns),
        least,
        enoughTrials(asked, finds, least, Math.min(campaigns, FEW_CAMPAIGNS)),
        equal.promoted(),
        usual.falselyPromoted(),
        usual.gain(),
        usual.proposals());
  }

  /**
   * As {@link #leastTrials()}, alone: what a campaign needs to be worth its cost.
   *
   * @param asked whose trials and effect do not matter
   */
  public static OptionalInt leastTrials(Asked asked) {
    return leastTrials(asked, CAMPAIGNS);
  }

  /** As {@link #proposals()}, alone: takes less than a second. */
  public static double proposals(Asked asked) {
    return proposals(asked, CAMPAIGNS);
  }

  static double proposals(Asked asked, int campaigns) {
    return Simulations.run(
            asked.simulation(World.DEFAULT, asked.trials()),
            asked.rules().gate(),
            campaigns,
            asked.seed(),
            () -> {})
        .proposals();
  }

  static OptionalInt leastTrials(Asked asked, int campaigns) {
    double room = BEST - asked.base();
    int enough = STEP;
    while (room <= 0 || asked.finds(room, enough, campaigns) < POWER) {
      if (room <= 0 || enough == MOST_TRIALS) {
        return OptionalInt.empty();
      }
      enough = Math.min(2 * enough, MOST_TRIALS);
    }
    return OptionalInt.of(
        STEP
            * first(
                enough / 2 / STEP,
                enough / STEP,
                it -> asked.finds(room, it * STEP, campaigns) >= POWER));
  }

  /** Agrees with what is known of the budget itself, and needs no less than any effect does. */
  private static OptionalInt enoughTrials(
      Asked asked, OptionalDouble finds, OptionalInt least, int campaigns) {
    if (finds.isEmpty() || least.isEmpty()) {
      return OptionalInt.empty();
    }
    int tooFew = least.getAsInt() / STEP - 1;
    int enough = MOST_TRIALS / STEP;
    if (finds.getAsDouble() >= POWER) {
      enough = Math.ceilDiv(asked.trials(), STEP);
    } else {
      tooFew = Math.max(tooFew, asked.trials() / STEP);
      if (tooFew >= enough || asked.finds(asked.effect(), MOST_TRIALS, campaigns) < POWER) {
        return OptionalInt.empty();
      }
    }
    return OptionalInt.of(
        STEP
            * first(
                tooFew, enough, it -> asked.finds(asked.effect(), it * STEP, campaigns) >= POWER));
  }

  /** The first number above {@code low} that is enough, where {@code high} is. */
  private static int first(int low, int high, IntPredicate enough) {
    int below = low;
    int found = high;
    while (found - below > 1) {
      int middle = (below + found) / 2;
      if (enough.test(middle)) {
        found = middle;
      } else {
        below = middle;
      }
    }
    return found;
  }

  private static OptionalDouble smallestEffect(Asked asked, double room, int campaigns) {
    int most = (int) Math.floor(room * 100 + 1e-9);
    if (most < 1 || asked.finds(most / 100.0, asked.trials(), campaigns) < POWER) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        first(0, most, it -> asked.finds(it / 100.0, asked.trials(), campaigns) >= POWER) / 100.0);
  }

  public Advice advice() {
    if (leastTrials.isEmpty()) {
      return Advice.NOTHING_TO_WIN;
    }
    if (smallestEffect.isEmpty()) {
      return Advice.ESTIMATE_ONLY;
    }
    return findsEffect.orElse(0) >= POWER ? Advice.GO : Advice.LARGE_EFFECTS_ONLY;
  }
}
