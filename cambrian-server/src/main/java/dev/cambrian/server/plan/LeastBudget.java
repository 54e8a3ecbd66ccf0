package dev.cambrian.server.plan;

import dev.cambrian.core.evolution.Arm;
import dev.cambrian.core.evolution.CampaignSettings;
import dev.cambrian.core.evolution.Plan;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Whether a budget can find anything: what a campaign cannot find is not worth its cost. */
public final class LeastBudget {
  /** Neither matters for the least budget. */
  private static final double EFFECT = 0.1;

  private static final long SEED = 1;

  private LeastBudget() {}

  /**
   * Why a campaign has too few trials, in one line without an end; empty where it has enough. A
   * control, or a base against itself, is not there to find anything. Takes some seconds.
   *
   * @param past what is known of the base
   */
  public static Optional<String> refusal(CampaignSettings settings, SpecPast past) {
    if (settings.againstItself()
        || settings.arm() != Arm.TREE
        || settings.trials() > Plan.MOST_TRIALS) {
      return Optional.empty();
    }
    double rate = past.tries().mean();
    OptionalInt least =
        Plan.leastTrials(
            new Plan.Asked(
                settings.rules(), settings.trials(), settings.parallel(), rate, EFFECT, SEED));
    return least.isPresent() && settings.trials() < least.getAsInt()
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "%d trials are too few: with a base rate of %.2f it takes %d to find even a mutant that nearly always lives",
                settings.trials(),
                rate,
                least.getAsInt()))
        : Optional.empty();
  }
}
