package dev.cambrian.server.cli;

import dev.cambrian.core.evolution.Arm;
import dev.cambrian.core.evolution.Rules;
import dev.cambrian.core.evolution.World;
import dev.cambrian.server.simulate.SimulationReport;
import dev.cambrian.server.terminal.JsonText;
import dev.cambrian.server.terminal.Tally;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs campaigns in a simulated world by the rules of real ones; no model is asked.",
      "For each budget and arm: what was truly won (a difference of rates) with its standard error, how often a mutant was promoted, "
          + "how often one that is no better, how often one where all specs are equal, and what is won where only what passes the gate is promoted."
    })
final class SimulateCommand implements Callable<Integer> {
  private static final World WORLD = World.DEFAULT;

  private final Session session;

  @Option(
      names = "--campaigns",
      converter = CampaignValues.Campaigns.class,
      paramLabel = "N",
      defaultValue = "10000",
      description = "Campaigns of each budget and arm, 1 to 1000000; 10000 by default.")
  private int campaigns;

  @Option(
      names = "--trials",
      converter = CampaignValues.Budget.class,
      split = ",",
      paramLabel = "N",
      defaultValue = "20,50,100,200",
      description = "Budgets, each 1 to 10000 trials; 20,50,100,200 by default.")
  private List<Integer> trials = List.of();

  @Option(
      names = "--arm",
      converter = CampaignValues.ArmName.class,
      split = ",",
      paramLabel = "ARM",
      defaultValue = "tree,uniform,greedy,best-of-n",
      description = "tree, uniform, greedy, best-of-n or base; all but the last by default.")
  private List<Arm> arms = List.of();

  @Option(
      names = "--parallel",
      converter = Values.Parallel.class,
      paramLabel = "K",
      defaultValue = "4",
      description = "Trials at once, 1 to 64; 4 by default.")
  private int parallel;

  @Option(
      names = "--base",
      converter = CampaignValues.BaseRates.class,
      paramLabel = "R",
      defaultValue = "0.5",
      description =
          "The base's true rate; or two of them, as 0.3-0.7, between which it lies evenly; 0.5 by default.")
  private CampaignValues.Rates base = new CampaignValues.Rates(0.5, 0.5);

  @Option(
      names = "--helpful",
      converter = CampaignValues.Share.class,
      paramLabel = "SHARE",
      description = "Edits that help; 0.1 by default.")
  private double helpful = WORLD.helpful();

  @Option(
      names = "--harmful",
      converter = CampaignValues.Share.class,
      paramLabel = "SHARE",
      description = "Edits that harm; 0.4 by default. The others change nothing.")
  private double harmful = WORLD.harmful();

  @Option(
      names = "--effect",
      converter = CampaignValues.LogOdds.class,
      paramLabel = "X",
      description = "The mean help, in log odds, 0 to 10; 0.8 by default.")
  private double effect = WORLD.effect();

  @Option(
      names = "--harm",
      converter = CampaignValues.LogOdds.class,
      paramLabel = "X",
      description = "The mean harm, likewise; 0.8 by default.")
  private double harm = WORLD.harm();

  @Option(
      names = "--rejected",
      converter = CampaignValues.RejectedShare.class,
      paramLabel = "SHARE",
      description = "Proposals that break a rule; 0.1 by default.")
  private double rejected = WORLD.rejected();

  @Option(
      names = "--drift",
      converter = CampaignValues.Drift.class,
      paramLabel = "X",
      description =
          "What a change of the model in mid-campaign adds to the log odds of every spec, -10 to 10; 0 by default.")
  private double drift = WORLD.drift();

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
      description = "The same seed gives the same, on however many processors; 1 by default.")
  private long seed;

  @Option(names = "--json", description = "A JSON object.")
  private boolean json;

  SimulateCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (helpful + harmful > 1) {
      throw CliException.usage(
          "--helpful and --harmful are shares of all edits: together at most 1");
    }
    World world =
        new World(base.least(), base.most(), helpful, harmful, effect, harm, rejected, drift);
    SimulationReport.Asked asked =
        new SimulationReport.Asked(
            world,
            Rules.DEFAULT.withGate(gate),
            arms.stream().distinct().toList(),
            trials.stream().distinct().toList(),
            parallel,
            campaigns,
            seed);
    SimulationReport report;
    try (Tally tally =
        new Tally(session.err(), session.errScreen().live(), "campaigns", asked.total())) {
      report = asked.run(tally::add);
    }
    if (json) {
      session.line(JsonText.pretty(report.json()));
    } else {
      report.lines(session.width()).forEach(session::line);
    }
    return ExitStatus.OK.code();
  }
}
