package dev.cambrian.server.cli;

import dev.cambrian.core.evolution.Arm;
import dev.cambrian.core.evolution.CampaignSettings;
import dev.cambrian.core.evolution.Rules;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** By which rules a campaign is run; fixed once it has begun. */
final class EvolutionOptions {
  @Option(
      names = "--budget",
      converter = Budget.class,
      paramLabel = "N",
      description = "Trials with a verdict that may be spent, 1 to 100000.")
  private @Nullable Integer budget;

  @Option(
      names = "--parallel",
      converter = Values.Parallel.class,
      paramLabel = "K",
      defaultValue = "4",
      description =
          "Trials and proposals at once, 1 to 64; 4 by default. Judged are as many at once as the machine bears.")
  private int parallel;

  @Option(
      names = "--arm",
      converter = ArmName.class,
      paramLabel = "ARM",
      defaultValue = "tree",
      description =
          "How trials are spent: tree, or as a control base, best-of-n, greedy or uniform; tree by default.")
  private Arm arm = Arm.TREE;

  @Option(
      names = "--aa",
      description = "Base against base: every mutant is a copy, so no difference may be found.")
  private boolean againstItself;

  @Option(
      names = "--proposer-model",
      paramLabel = "NAME",
      description = "The model that edits specifications; that of --model by default.")
  private @Nullable String proposer;

  @Option(
      names = "--gate",
      converter = Probability.class,
      paramLabel = "P",
      description =
          "The least probability of being better with which a mutant is promoted, above 0.5 and below 1; 0.8 by default, 0.95 to publish.")
  private @Nullable Double gate;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Of every random choice, a whole number; another each time by default.")
  private @Nullable Long seed;

  @Option(
      names = "--force",
      description = "Begin even where so few trials could hardly find anything.")
  private boolean force;

  /** Whether it begins whatever its budget can find. */
  boolean forced() {
    return force;
  }

  /** How many may be spent. */
  int budget() {
    if (budget == null) {
      throw CliException.usage(
          "say with --budget N how many trials may be spent; 'cambrian campaign plan' tells what N can show");
    }
    return budget;
  }

  CampaignSettings settings(String model, SpendingOptions spending) {
    return new CampaignSettings(
        arm,
        againstItself,
        model,
        proposer == null ? model : proposer,
        seed == null ? ThreadLocalRandom.current().nextLong() : seed,
        budget(),
        parallel,
        spending.maxOutputTokens(),
        spending.tokenBudget(),
        spending.usdBudget(),
        gate == null ? Rules.DEFAULT : Rules.DEFAULT.withGate(gate));
  }

  static final class Budget extends Values.Whole {
    Budget() {
      super(1, 100_000);
    }
  }

  static final class ArmName implements ITypeConverter<Arm> {
    @Override
    public Arm convert(String text) {
      return Arm.of(text)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'%s' is none of %s"
                          .formatted(
                              text,
                              Arrays.stream(Arm.values())
                                  .map(Arm::id)
                                  .collect(Collectors.joining(", ")))));
    }
  }

  static final class Probability implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
      try {
        double value = Double.parseDouble(text);
        if (value > 0.5 && value < 1) {
          return value;
        }
      } catch (NumberFormatException noNumber) {
        throw refused(text);
      }
      throw refused(text);
    }

    private static TypeConversionException refused(String text) {
      return new TypeConversionException(
          "'%s' is no probability above 0.5 and below 1".formatted(text));
    }
  }
}
