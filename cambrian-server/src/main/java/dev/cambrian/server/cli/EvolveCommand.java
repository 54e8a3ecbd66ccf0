package dev.cambrian.server.cli;

import dev.cambrian.core.Pause;
import dev.cambrian.core.campaign.Campaign;
import dev.cambrian.core.campaign.CampaignBudget;
import dev.cambrian.core.campaign.CampaignChecks;
import dev.cambrian.core.campaign.CampaignException;
import dev.cambrian.core.campaign.CampaignMeans;
import dev.cambrian.core.campaign.CampaignMeasures;
import dev.cambrian.core.campaign.CampaignRunner;
import dev.cambrian.core.campaign.Campaigns;
import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.evolution.CampaignSettings;
import dev.cambrian.core.history.History;
import dev.cambrian.core.llm.Budget;
import dev.cambrian.core.llm.BudgetedClient;
import dev.cambrian.core.llm.LlmClients;
import dev.cambrian.core.llm.LlmException;
import dev.cambrian.core.llm.Prices;
import dev.cambrian.core.pipeline.Grower;
import dev.cambrian.core.pipeline.GrowthOptions;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.verdict.MeasuringVerifier;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.rig.RigLimits;
import dev.cambrian.server.campaign.PromotedSpec;
import dev.cambrian.server.git.GitArchive;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.plan.LeastBudget;
import dev.cambrian.server.plan.SpecPast;
import dev.cambrian.server.supervisor.RunningOutput;
import dev.cambrian.server.terminal.ProgressDisplay;
import dev.cambrian.server.terminal.SafeText;
import dev.cambrian.server.terminal.WorkProgress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "evolve",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Improves a specification: proposes mutants, tries them, and tells whether one is better.",
      "FROZEN blocks stay as they are. What was cut off goes on with --resume ID; nothing is paid for twice.",
      "Then a model writes checks against what failed most, within the campaign's caps. Those that its "
          + "viable offspring keep are run with the trials of the next five campaigns of the same "
          + "specification. They inform; no verdict depends on them."
    })
final class EvolveCommand implements Callable<Integer> {
  private static final Duration CLOSING = Duration.ofSeconds(30);

  /** Of what is fixed once a campaign has begun. */
  private static final List<String> BEGINNING =
      List.of(
          "--budget",
          "--parallel",
          "--arm",
          "--aa",
          "--proposer-model",
          "--gate",
          "--seed",
          "--force",
          "--model",
          "--max-output-tokens",
          "--token-budget",
          "--usd-budget",
          "--name",
          "--note");

  private static final List<String> IDLE =
      List.of("--escalation-model", "--record", "--recordings");

  private final Session session;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec command = CommandLine.Model.CommandSpec.create();

  @Parameters(
      paramLabel = "SPEC",
      arity = "0..1",
      description = "The specification that is to be improved, a Markdown file.")
  private @Nullable Path specFile;

  @Option(
      names = "--resume",
      paramLabel = "ID",
      description =
          "Go on with that campaign; a paused one is resumed, one that is over gets its checks where they are missing.")
  private @Nullable String resumed;

  @Mixin private final EvolutionOptions evolution = new EvolutionOptions();

  @Option(
      names = "--name",
      paramLabel = "ID",
      description = "What the campaign is called: letters, digits and -; c1, c2, … by default.")
  private @Nullable String name;

  @Option(
      names = "--note",
      paramLabel = "TEXT",
      description = "Why it is run, kept with it: what is expected, said before.")
  private @Nullable String note;

  @Option(
      names = "--no-checks",
      description = "Have no checks written against what failed most, once the campaign is over.")
  private boolean noChecks;

  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final LlmOptions llm = new LlmOptions();
  @Mixin private final SpendingOptions spending = new SpendingOptions();
  @Mixin private final PriceOption prices = new PriceOption();
  @Mixin private final JudgingOptions judging = new JudgingOptions();
  @Mixin private final RunnerKindOption runner = new RunnerKindOption();
  @Mixin private final LimitOptions limits = new LimitOptions();

  @Option(
      names = "--json",
      description =
          "One JSON object a line, an event of the campaign each; the last is the result, or has error and exit.")
  private boolean json;

  EvolveCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    refuse(IDLE, "does nothing here: trials have no retries, and all is recorded in the home");
    if (resumed != null) {
      refuse(BEGINNING, "is fixed since the campaign began");
      if (specFile != null) {
        throw CliException.usage("--resume goes on with the campaign's own SPEC: leave it out");
      }
    } else if (specFile == null) {
      throw CliException.usage("name the SPEC to be improved, or a campaign with --resume ID");
    }
    CambrianHome at = home.home(session.environment());
    LlmClients.Choice choice = llm.chooseUnrecorded(at, session.environment());
    if (choice.replays()) {
      throw CliException.usage(
          "a trial is a fresh answer, and replay has none: name a model with --llm");
    }
    Prices priced = prices.of(at);
    return resumed == null ? begin(at, choice, priced) : goOn(at, choice, priced, resumed);
  }

  private void refuse(List<String> options, String why) {
    CommandLine.ParseResult given = command.commandLine().getParseResult();
    options.stream()
        .filter(given::hasMatchedOption)
        .findFirst()
        .ifPresent(
            it -> {
              throw CliException.usage(it + " " + why);
            });
  }

  private int begin(CambrianHome at, LlmClients.Choice choice, Prices priced) {
    Spec spec = Specs.read(Optional.ofNullable(specFile).orElseThrow());
    if (name != null && !name.matches(CampaignEvent.ID)) {
      throw CliException.usage(
          "--name %s: a campaign is called by small letters, digits and -, at most 63 of them"
              .formatted(name));
    }
    CampaignSettings settings = evolution.settings(choice.model(), spending);
    requireReady(choice, spec, settings);
    if (!evolution.forced()) {
      LeastBudget.refusal(settings, past(at, spec, settings.model()))
          .ifPresent(
              it -> {
                throw CliException.usage(
                    it + "; 'cambrian campaign plan' tells more, --force begins all the same");
              });
    }
    RigLimits stageLimits = limits.limits();
    try (Runner judge = judge(spec, stageLimits)) {
      at.prepare();
      return within(
          at,
          history -> {
            String id =
                Campaigns.start(
                    history, Optional.ofNullable(name), spec, settings, Optional.ofNullable(note));
            return run(at, history, choice, priced, RunningOutput.shown(judge.verifier(), at), id);
          });
    }
  }

  private SpecPast past(CambrianHome at, Spec spec, String model) {
    if (!at.hasHistory()) {
      return SpecPast.NONE;
    }
    try (History history = home.writable(session.environment())) {
      return SpecPast.of(history, spec.hash(), Optional.of(model));
    }
  }

  private int goOn(CambrianHome at, LlmClients.Choice choice, Prices priced, String id) {
    RigLimits stageLimits = limits.limits();
    home.writable(session.environment()).close();
    return within(
        at,
        history -> {
          Campaign campaign = CampaignId.campaign(history, id);
          campaign
              .finished()
              .filter(_ -> noChecks || !CampaignChecks.owed(at.directory(), campaign))
              .ifPresent(
                  it -> {
                    throw CliException.usage(
                        "campaign %s is over: %s; 'cambrian campaign show %s' tells how it went"
                            .formatted(id, it.reason(), id));
                  });
          if (campaign.paused().isPresent()) {
            Campaigns.resume(history, id);
          }
          Spec spec = Campaigns.base(history, campaign);
          try (Runner judge = judge(spec, stageLimits)) {
            return run(at, history, choice, priced, RunningOutput.shown(judge.verifier(), at), id);
          }
        });
  }

  private Runner judge(Spec spec, RigLimits stageLimits) {
    Runner judge =
        Runner.choose(
            runner.kind(session.environment()),
            spec,
            stageLimits,
            judging.policy(false),
            Optional.empty(),
            session.environment());
    judge.note().ifPresent(it -> session.err().println("cambrian: " + SafeText.line(it)));
    return judge;
  }

  private static void requireReady(LlmClients.Choice choice, Spec spec, CampaignSettings settings) {
    try {
      Grower.requireReady(choice.client(), spec, GrowthOptions.of(settings.model()));
    } catch (LlmException.Refused e) {
      throw new CliException(ExitStatus.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  private interface Work {
    int with(History history);
  }

  private int within(CambrianHome at, Work work) {
    return new Interruptible(CLOSING)
        .run(
            () -> {
              try (History history = History.open(at.history())) {
                return work.with(history);
              } catch (CampaignException e) {
                throw new CliException(ExitStatus.USAGE, String.valueOf(e.getMessage()), e);
              }
            });
  }

  private int run(
      CambrianHome at,
      History history,
      LlmClients.Choice choice,
      Prices priced,
      Verifier verifier,
      String id) {
    Campaign before = Campaigns.find(history, id).orElseThrow();
    Budget budget = CampaignBudget.of(before, at.directory(), priced::costMicroUsd);
    try (GitArchive archive = new GitArchive(at.archive(), session.clock());
        CampaignDisplay display = new CampaignDisplay(session, json)) {
      CampaignMeasures measured = CampaignMeasures.of(history, at.directory(), before);
      CampaignMeans means =
          new CampaignMeans(
              history,
              new BudgetedClient(choice.client(), budget, priced),
              verifier,
              at.directory(),
              archive,
              session.clock(),
              Pause.SLEEP,
              priced::costMicroUsd);
      CampaignRunner run =
          new CampaignRunner(
              means.withVerifier(new MeasuringVerifier(verifier, measured.measures())),
              id,
              display);
      Spec base = Campaigns.base(history, run.campaign());
      display.begin(
          run.campaign(), PastPace.of(session, at, base, run.campaign().settings().model()));
      display.note(measured.told());
      CampaignRunner.Result result = run.run();
      display.end(
          run.campaign(), result, PromotedSpec.write(at.directory(), history, run.campaign()));
      if (!noChecks && result == CampaignRunner.Result.FINISHED) {
        writeChecks(means, run.campaign());
      }
      return status(result, run.campaign()).code();
    }
  }

  private void writeChecks(CampaignMeans means, Campaign campaign) {
    try (ProgressDisplay display = Displays.forPeople(session)) {
      display.work(
          new WorkProgress.Busy(
              "checks", "checks are written against what failed most", Optional.empty()));
      display.note(CampaignChecks.write(means, campaign));
    }
  }

  private static ExitStatus status(CampaignRunner.Result result, Campaign campaign) {
    return switch (result) {
      case FINISHED ->
          switch (campaign.finished().map(CampaignEvent.Finished::ending).orElseThrow()) {
            case PROMOTED, BASE_STAYS -> ExitStatus.OK;
            case CANCELLED -> ExitStatus.NEGATIVE;
            case STOPPED -> ExitStatus.INFRASTRUCTURE;
          };
      case PAUSED -> ExitStatus.INFRASTRUCTURE;
      case STOPPED -> ExitStatus.INTERRUPTED;
    };
  }
}
