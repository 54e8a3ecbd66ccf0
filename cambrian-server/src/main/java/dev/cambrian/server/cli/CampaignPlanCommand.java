package dev.cambrian.server.cli;

import dev.cambrian.core.evolution.Plan;
import dev.cambrian.core.evolution.Rules;
import dev.cambrian.core.history.History;
import dev.cambrian.core.llm.Prices;
import dev.cambrian.core.llm.Recordings;
import dev.cambrian.core.pipeline.Grower;
import dev.cambrian.core.pipeline.GrowthOptions;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.plan.CampaignPlan;
import dev.cambrian.server.plan.Expense;
import dev.cambrian.server.plan.SpecPast;
import dev.cambrian.server.terminal.JsonText;
import dev.cambrian.server.terminal.SafeText;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Tells what a campaign can show and what it costs, before it costs anything; asks no model.",
      "An effect counts as found where the first mutant's rate is higher by so much, no other edit changes anything, and it or a descendant of it is promoted."
    })
final class CampaignPlanCommand implements Callable<Integer> {
  private static final double ASSUMED_BASE = 0.5;
  private static final String UNNAMED = "unnamed";

  private final Session session;

  @Parameters(paramLabel = "SPEC", description = "The specification, a Markdown file.")
  private Path file = Path.of("");

  @Option(
      names = "--budget",
      required = true,
      converter = CampaignValues.PlannedBudget.class,
      paramLabel = "N",
      description = "Trials that may be spent, 1 to 1000.")
  private int budget;

  @Option(
      names = "--effect",
      converter = CampaignValues.Rate.class,
      paramLabel = "D",
      defaultValue = "0.1",
      description = "The difference of rates that is to be found, 0.001 to 0.999; 0.1 by default.")
  private double effect;

  @Option(
      names = "--parallel",
      converter = Values.Parallel.class,
      paramLabel = "K",
      defaultValue = "4",
      description = "Trials at once, 1 to 64; 4 by default.")
  private int parallel;

  @Option(
      names = "--base",
      converter = CampaignValues.Rate.class,
      paramLabel = "R",
      description =
          "The base's rate, 0.001 to 0.999; else by the first tries in the history, else 0.5.")
  private @Nullable Double base;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description =
          "Of the trials: its price counts ('cambrian prices' lists those known), and its first tries; else CAMBRIAN_MODEL.")
  private @Nullable String model;

  @Option(
      names = "--price-model",
      paramLabel = "NAME",
      description =
          "Whose price the trials' tokens have, such as those that another model's first tries took; --model by default.")
  private @Nullable String priceModel;

  @Option(
      names = "--proposer-model",
      paramLabel = "NAME",
      description = "Of the proposals; the one whose price the trials have by default.")
  private @Nullable String proposerModel;

  @Option(
      names = "--gate",
      converter = CampaignValues.GateProbability.class,
      paramLabel = "P",
      description =
          "The least P(better than the base) with which a mutant is promoted, 0.501 to 0.999; 0.8 by default.")
  private double gate = Rules.DEFAULT.gate();

  @Option(
      names = "--seed",
      converter = CampaignValues.Seed.class,
      paramLabel = "N",
      defaultValue = "1",
      description = "Of the simulated campaigns; 1 by default.")
  private long seed;

  @Mixin private final PriceOption prices = new PriceOption();
  @Mixin private final HomeOption home = new HomeOption();

  @Option(names = "--json", description = "A JSON object.")
  private boolean json;

  CampaignPlanCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Spec spec = Specs.read(file);
    CambrianHome at = home.home(session.environment());
    Prices known = prices.of(at);
    Optional<String> trialModel =
        Optional.ofNullable(model)
            .or(() -> Optional.ofNullable(session.environment().get("CAMBRIAN_MODEL")))
            .filter(it -> !it.isBlank());
    SpecPast past =
        past(at, spec, trialModel).orAnswers(Recordings.read(Shipped.recordings()), spec.hash());
    CampaignPlan.Source source = source(past);
    Plan plan =
        Plan.of(
            new Plan.Asked(
                Rules.DEFAULT.withGate(gate), budget, parallel, rate(past), effect, seed));
    Optional<String> priced = Optional.ofNullable(priceModel).or(() -> trialModel);
    Optional<String> proposals = Optional.ofNullable(proposerModel).or(() -> priced);
    Expense expense =
        Expense.of(
            plan,
            spec,
            Grower.firstRequest(
                spec, GrowthOptions.of(trialModel.orElse(UNNAMED)).withoutHistorySummary()),
            past,
            known,
            priced,
            proposals);
    CampaignPlan shown =
        new CampaignPlan(
            spec.fileName(),
            plan,
            source,
            past,
            expense,
            priced,
            unpriced(known, priced, proposals),
            known.asOf());
    if (json) {
      session.line(JsonText.pretty(shown.json()));
    } else {
      shown.lines().forEach(it -> session.line(SafeText.line(it)));
    }
    return ExitStatus.OK.code();
  }

  private static List<String> unpriced(
      Prices known, Optional<String> trials, Optional<String> proposals) {
    return Stream.concat(trials.stream(), proposals.stream())
        .distinct()
        .filter(it -> known.of(it).isEmpty())
        .map(
            it ->
                PricesCommand.meant(known, it)
                    .map(near -> "%s (do you mean '%s'?)".formatted(it, near))
                    .orElse(it))
        .toList();
  }

  private SpecPast past(CambrianHome at, Spec spec, Optional<String> trialModel) {
    if (!at.hasHistory()) {
      return SpecPast.NONE;
    }
    try (History history = home.history(session.environment())) {
      return SpecPast.of(history, spec.hash(), trialModel);
    }
  }

  private CampaignPlan.Source source(SpecPast past) {
    if (base != null) {
      return CampaignPlan.Source.OPTION;
    }
    return past.tries().trials() > 0 ? CampaignPlan.Source.HISTORY : CampaignPlan.Source.ASSUMED;
  }

  /** With few tries the mean of what is known lies nearer to one half than their share. */
  private double rate(SpecPast past) {
    if (base != null) {
      return base;
    }
    return past.tries().trials() > 0 ? past.tries().mean() : ASSUMED_BASE;
  }
}
