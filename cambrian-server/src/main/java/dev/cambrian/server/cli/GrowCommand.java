package dev.cambrian.server.cli;

import dev.cambrian.core.history.History;
import dev.cambrian.core.llm.LlmClients;
import dev.cambrian.core.llm.Prices;
import dev.cambrian.core.pipeline.GrowthOptions;
import dev.cambrian.core.pipeline.GrowthResult;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.SpecLint;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.verdict.Measures;
import dev.cambrian.core.verdict.MeasuringVerifier;
import dev.cambrian.core.verdict.PerformanceGoal;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.rig.RigLimits;
import dev.cambrian.server.git.GitArchive;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.supervisor.RunningOutput;
import dev.cambrian.server.terminal.ProgressDisplay;
import dev.cambrian.server.terminal.SafeText;
import dev.cambrian.server.terminal.WorkProgress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "grow",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Grows a specification: asks a model, has the rig judge the answer, promotes what lives.",
      "Exits 0 where a generation was promoted, 1 where none was viable."
    })
final class GrowCommand implements Callable<Integer> {

  private static final Duration CLOSING = Duration.ofSeconds(30);

  private final Session session;

  @Parameters(paramLabel = "SPEC", description = "The specification, a Markdown file.")
  private Path specFile = Path.of("");

  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final LlmOptions llm = new LlmOptions();

  @Mixin private final GrowingOptions growing = new GrowingOptions();

  @Option(
      names = "--candidates",
      converter = Values.Candidates.class,
      paramLabel = "K",
      defaultValue = "1",
      description = "Answers grown in parallel, 1 to 64; the first viable one is promoted.")
  private int candidates;

  @Option(
      names = "--tier",
      converter = Values.TierNumber.class,
      paramLabel = "N",
      defaultValue = "2",
      description =
          "3: measure each program under load too, for information; 2, the default: do not.")
  private int tier;

  @Mixin private final PriceOption prices = new PriceOption();
  @Mixin private final JudgingOptions judging = new JudgingOptions();
  @Mixin private final RunnerOption runner = new RunnerOption();
  @Mixin private final LimitOptions limits = new LimitOptions();

  @Option(
      names = "--json",
      description = "One JSON object a line, the last one is the result, or has error and exit.")
  private boolean json;

  GrowCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Spec spec = Specs.read(specFile);
    CambrianHome at = home.home(session.environment());
    LlmClients.Choice choice = llm.choose(at, session.environment());
    GrowthOptions options = growing.of(choice, judging, candidates);
    Growing.refuseToRecordReplays(choice, llm);
    RigLimits stageLimits = limits.limits();
    Prices priced = prices.of(at);
    tellDoubts();
    Growing growth = new Growing(session, at, spec, options, choice, growing.budget(), priced);
    try (Runner judge = runner(choice, spec, stageLimits)) {
      judge.note().ifPresent(this::warn);
      at.prepare();
      return grow(at, growth, judge, work(at, spec, choice));
    }
  }

  /** What is doubtful about the spec, before anything is paid for; it keeps nobody from growing. */
  private void tellDoubts() {
    SpecLint.lint(SpecCommand.Lint.name(specFile), Specs.bytes(specFile))
        .forEach(it -> warn(SpecCommand.Lint.line(specFile, it)));
  }

  private WorkProgress.Begun work(CambrianHome at, Spec spec, LlmClients.Choice choice) {
    return new WorkProgress.Begun(
        spec.fileName(), growing.caps(), PastPace.of(session, at, spec, choice), false);
  }

  private int grow(CambrianHome at, Growing growth, Runner runs, WorkProgress work) {
    Interruptible interruptible = new Interruptible(CLOSING);
    return interruptible.run(
        () -> {
          try (History history = History.open(at.history());
              GitArchive archive = new GitArchive(at.archive(), session.clock())) {
            GrowthResult result;
            try (ProgressDisplay display = Displays.of(session, json)) {
              display.work(work);
              result =
                  growth.grow(history, archive, RunningOutput.shown(verifier(runs), at), display);
            }
            ExitStatus status =
                new GrowthSummary(session, at, history, json, specFile).show(result);
            llm.record().ifPresent(growth::writeVerdicts);
            return status.code();
          }
        });
  }

  private Verifier verifier(Runner runs) {
    return tier == 3
        ? new MeasuringVerifier(
            runs.verifier(), Measures.NONE.withPerformance(PerformanceGoal.DEFAULT))
        : runs.verifier();
  }

  private void warn(String line) {
    session.err().println("cambrian: " + SafeText.line(line));
  }

  /** Refused before a model is asked and before anything is written. */
  private Runner runner(LlmClients.Choice choice, Spec spec, RigLimits stageLimits) {
    boolean known = choice.replays() && Shipped.answersOnly(llm.replayed(), spec.hash());
    return Runner.choose(
        runner.kind(session.environment()),
        spec,
        stageLimits,
        judging.policy(known),
        runner.parallel(),
        session.environment());
  }
}
