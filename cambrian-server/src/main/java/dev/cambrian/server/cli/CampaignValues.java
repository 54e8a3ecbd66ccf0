package dev.cambrian.server.cli;

import dev.cambrian.core.evolution.Arm;
import dev.cambrian.core.evolution.Plan;
import java.math.BigDecimal;
import picocli.CommandLine.ITypeConverter;

/** Reads the values of options that are about campaigns; as {@link Values}. */
final class CampaignValues {
  private static final String LEAST_RATE = "0.001";
  private static final String MOST_RATE = "0.999";

  private CampaignValues() {}

  /** A decimal number of a range. */
  abstract static class Within implements ITypeConverter<Double> {
    private final BigDecimal least;
    private final BigDecimal most;

    Within(String least, String most) {
      this.least = new BigDecimal(least);
      this.most = new BigDecimal(most);
    }

    @Override
    public Double convert(String text) {
      return Values.decimal(text, least, most, "a number from %s to %s".formatted(least, most))
          .doubleValue();
    }
  }

  /** For {@code --campaigns}. */
  static final class Campaigns extends Values.Whole {
    Campaigns() {
      super(1, 1_000_000);
    }
  }

  /** For {@code --trials} of a simulation. */
  static final class Budget extends Values.Whole {
    Budget() {
      super(1, 10_000);
    }
  }

  /** For {@code --budget} of a plan. */
  static final class PlannedBudget extends Values.Whole {
    PlannedBudget() {
      super(1, Plan.MOST_TRIALS);
    }
  }

  /** For a share of all. */
  static final class Share extends Within {
    Share() {
      super("0", "1");
    }
  }

  /** For {@code --rejected}: where all are, none would ever be tried. */
  static final class RejectedShare extends Within {
    RejectedShare() {
      super("0", "0.99");
    }
  }

  /** For a size of an effect. */
  static final class LogOdds extends Within {
    LogOdds() {
      super("0", "10");
    }
  }

  /** For {@code --drift}. */
  static final class Drift extends Within {
    Drift() {
      super("-10", "10");
    }
  }

  /** For {@code --gate}. */
  static final class GateProbability extends Within {
    GateProbability() {
      super("0.501", "0.999");
    }
  }

  /** For a rate, or a difference of two. */
  static final class Rate extends Within {
    Rate() {
      super(LEAST_RATE, MOST_RATE);
    }
  }

  /** For {@code --seed}. */
  static final class Seed implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      try {
        return Long.parseLong(text);
      } catch (NumberFormatException notANumber) {
        throw Values.refused(
            text, "a whole number from %d to %d".formatted(Long.MIN_VALUE, Long.MAX_VALUE));
      }
    }
  }

  /** For {@code --arm}. */
  static final class ArmName implements ITypeConverter<Arm> {
    @Override
    public Arm convert(String text) {
      return Arm.of(text)
          .orElseThrow(
              () -> Values.refused(text, "an arm: tree, uniform, greedy, best-of-n or base"));
    }
  }

  /** The ends of a range; the same where it is one rate. */
  record Rates(double least, double most) {}

  /** For {@code --base} of a simulation. */
  static final class BaseRates implements ITypeConverter<Rates> {
    private final Rate rate = new Rate();

    @Override
    public Rates convert(String text) {
      int dash = text.indexOf('-', 1);
      if (dash < 0) {
        double one = rate.convert(text);
        return new Rates(one, one);
      }
      double least = rate.convert(text.substring(0, dash));
      double most = rate.convert(text.substring(dash + 1));
      if (least > most) {
        throw Values.refused(
            text,
            "a number from %s to %s, or two, the lower first".formatted(LEAST_RATE, MOST_RATE));
      }
      return new Rates(least, most);
    }
  }
}
