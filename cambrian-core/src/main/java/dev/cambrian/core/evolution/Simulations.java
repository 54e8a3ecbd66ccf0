package dev.cambrian.core.evolution;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What became of many simulated campaigns of one kind.
 *
 * @param campaigns at least 1
 * @param gain the true gain, in rate
 * @param gainAtGate the same where only what passes the gate is promoted, whatever the arm does
 * @param promoted the share of campaigns that promote a mutant, 0 to 1
 * @param falselyPromoted the share that promote one that is no better
 * @param proposals the mean number of mutants asked for
 */
public record Simulations(
    int campaigns,
    Mean gain,
    Mean gainAtGate,
    double promoted,
    double falselyPromoted,
    double proposals) {
  /** A mean with its standard error. */
  public record Mean(double value, double error) {
    private static Mean of(Simulation.Outcome[] all, ToDoubleFunction<Simulation.Outcome> of) {
      double sum = 0;
      for (Simulation.Outcome each : all) {
        sum += of.applyAsDouble(each);
      }
      double mean = sum / all.length;
      double squares = 0;
      for (Simulation.Outcome each : all) {
        squares += Math.pow(of.applyAsDouble(each) - mean, 2);
      }
      double variance = all.length == 1 ? 0 : squares / (all.length - 1);
      return new Mean(mean, Math.sqrt(variance / all.length));
    }
  }

  /**
   * Runs campaigns on all processors. The same seed gives the same, however many there are.
   *
   * @param gate of {@link #gainAtGate}
   * @param campaigns at least 1
   * @param ended called after each campaign, by several threads
   */
  public static Simulations run(
      Simulation simulation, double gate, int campaigns, long seed, Runnable ended) {
    Simulation.Outcome[] all = outcomes(simulation, campaigns, seed, ended);
    return new Simulations(
        campaigns,
        Mean.of(all, Simulation.Outcome::gain),
        Mean.of(all, it -> it.gainAt(gate)),
        share(all, it -> it.promoted() ? 1 : 0),
        share(all, it -> it.falsePromotion() ? 1 : 0),
        share(all, Simulation.Outcome::proposals));
  }

  /**
   * Shares of campaigns, 0 to 1.
   *
   * @param all that promote a mutant which is better
   * @param publishable that promote one which may be published, see {@link Publishing}
   */
  record Found(double all, double publishable) {}

  /** How many campaigns find what is better. */
  static Found found(Simulation simulation, int campaigns, long seed) {
    Simulation.Outcome[] all = outcomes(simulation, campaigns, seed, () -> {});
    return new Found(
        share(all, it -> it.found() ? 1 : 0), share(all, it -> it.publishable() ? 1 : 0));
  }

  private static Simulation.Outcome[] outcomes(
      Simulation simulation, int campaigns, long seed, Runnable ended) {
    long first = new SplittableRandom(seed).nextLong();
    return IntStream.range(0, campaigns)
        .parallel()
        .mapToObj(
            campaign -> {
              Simulation.Outcome outcome = simulation.run(first + campaign);
              ended.run();
              return outcome;
            })
        .toArray(Simulation.Outcome[]::new);
  }

  private static double share(
      Simulation.Outcome[] all, ToDoubleFunction<Simulation.Outcome> value) {
    return Arrays.stream(all).mapToDouble(value).sum() / all.length;
  }
}
