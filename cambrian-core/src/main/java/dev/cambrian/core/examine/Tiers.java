package dev.cambrian.core.examine;

import dev.cambrian.core.verdict.ViabilityReport;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Opens the tiers one after the other. The first is always open; each other one is open while the
 * tier below it is open and was reached by more than 80 % in each of the last three campaigns that
 * measured that tier. Pure: the same rates open the same tiers.
 */
public final class Tiers {
  /** What must be exceeded. */
  public static final double HOLDS = 0.8;

  /** In how many campaigns. */
  public static final int CAMPAIGNS = 3;

  private Tiers() {}

  /** The mean of how far the offspring of one campaign reached each tier that was measured. */
  public static Map<Tier, Double> rates(List<ViabilityReport> reports) {
    Map<Tier, Double> rates = new EnumMap<>(Tier.class);
    for (Tier tier : Tier.values()) {
      reports.stream()
          .map(tier::reached)
          .flatMap(Optional::stream)
          .mapToDouble(Double::doubleValue)
          .average()
          .ifPresent(it -> rates.put(tier, it));
    }
    return rates;
  }

  /**
   * The highest tier that is open.
   *
   * @param campaigns the rates of each, the oldest first; a tier that it did not measure is absent
   */
  public static Tier open(List<Map<Tier, Double>> campaigns) {
    Tier open = Tier.STAGES;
    for (Tier tier : Tier.values()) {
      if (tier != Tier.STAGES && !holds(open, campaigns)) {
        return open;
      }
      open = tier;
    }
    return open;
  }

  private static boolean holds(Tier tier, List<Map<Tier, Double>> campaigns) {
    List<Double> measured =
        campaigns.stream().flatMap(it -> Optional.ofNullable(it.get(tier)).stream()).toList();
    return measured.size() >= CAMPAIGNS
        && measured.subList(measured.size() - CAMPAIGNS, measured.size()).stream()
            .allMatch(it -> it > HOLDS);
  }
}
