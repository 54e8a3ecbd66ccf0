package dev.cambrian.server.cli;

import dev.cambrian.core.examine.Examination;
import dev.cambrian.core.examine.WrittenContracts;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.llm.Budget;
import dev.cambrian.core.llm.BudgetedClient;
import dev.cambrian.core.llm.LlmClient;
import dev.cambrian.core.llm.LlmClients;
import dev.cambrian.core.llm.LlmException;
import dev.cambrian.core.llm.LlmProgress;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.spec.Contract;
import dev.cambrian.core.spec.Contracts;
import dev.cambrian.core.verdict.CheckSet;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.ContractResult;
import dev.cambrian.rig.IsolationPolicy;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.terminal.JsonText;
import dev.cambrian.server.terminal.Pace;
import dev.cambrian.server.terminal.ProgressDisplay;
import dev.cambrian.server.terminal.SafeText;
import dev.cambrian.server.terminal.WorkProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** Has a model write contracts, and runs them against an artifact for information. */
abstract class LayerCommand implements Callable<Integer> {
  private static final Duration CLOSING = Duration.ofSeconds(30);

  private final Session session;
  private final CheckSet set;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec command = CommandLine.Model.CommandSpec.create();

  @Parameters(
      paramLabel = "N|DIR",
      description = "A generation of the home, or the directory of an artifact.")
  private String name = "";

  @Option(
      names = "--spec",
      paramLabel = "FILE",
      description = "The trusted specification; needed for a directory.")
  private @Nullable Path specFile;

  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final LlmOptions llm = new LlmOptions();

  @Option(
      names = "--ordinal",
      converter = Values.Ordinal.class,
      paramLabel = "K",
      defaultValue = "1",
      description =
          "The K-th such question to this specification, 1 to 1000: each has an answer of its own.")
  private int ordinal;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Write the contracts there, for the rig's option of that set.")
  private @Nullable Path output;

  @Mixin private final SpendingOptions spending = new SpendingOptions();
  @Mixin private final PriceOption prices = new PriceOption();
  @Mixin private final RunnerKindOption runner = new RunnerKindOption();
  @Mixin private final LimitOptions limits = new LimitOptions();

  @Option(
      names = "--unsafe-no-sandbox",
      description = "Run generated code unprotected where there is no sandbox.")
  private boolean unsafeNoSandbox;

  @Option(
      names = "--json",
      description = "A JSON object; what goes on as one a line on standard error.")
  private boolean json;

  private Optional<ProgressDisplay> display = Optional.empty();

  LayerCommand(Session session, CheckSet set) {
    this.session = session;
    this.set = set;
  }

  /** The question for contracts. */
  abstract LlmRequest request(Offspring offspring, Asking asking);

  /** Asks it and reads the answer. */
  abstract Examination ask(Offspring offspring, Asking asking, LlmRequest request);

  /** What is made of the results; adds to the JSON and gives the lines. */
  abstract List<String> weighed(Work work, ObjectNode json);

  /**
   * Whom to ask.
   *
   * @param maxTokens of one answer
   */
  record Asking(LlmClient llm, String model, int maxTokens, int ordinal, LlmProgress progress) {}

  /**
   * What there is once the contracts were run.
   *
   * @param results by the contracts' names
   */
  record Work(
      Offspring offspring,
      Asking asking,
      CambrianHome home,
      Verifier verifier,
      List<Contract> contracts,
      Map<String, ContractResult> results) {}

  @Override
  public Integer call() {
    if (command.commandLine().getParseResult().hasMatchedOption("--escalation-model")) {
      throw CliException.usage("--escalation-model is for a growth, which asks again");
    }
    CambrianHome at = home.home(session.environment());
    Offspring offspring = Offspring.of(name, Optional.ofNullable(specFile), at);
    LlmClients.Choice choice = llm.choose(at, session.environment());
    if (choice.replays() && llm.record().isPresent()) {
      throw CliException.usage(
          "--record keeps what a model answers, and recordings are replayed: leave it out or name a model with --llm");
    }
    Asking asking =
        new Asking(
            new BudgetedClient(
                choice.client(),
                new Budget(spending.tokenBudget(), spending.usdBudget()),
                prices.of(at)),
            choice.model(),
            spending.maxOutputTokens(),
            ordinal,
            new Waiting());
    LlmRequest request = request(offspring, asking);
    requireReady(choice.client(), request);
    IsolationPolicy policy =
        unsafeNoSandbox ? IsolationPolicy.ALLOW_NONE : IsolationPolicy.REQUIRE_SANDBOX;
    try (Runner judge =
        Runner.choose(
            runner.kind(session.environment()),
            offspring.spec(),
            limits.limits(),
            policy,
            Optional.empty(),
            session.environment())) {
      judge.note().ifPresent(it -> warn("cambrian: " + it));
      return new Interruptible(CLOSING)
          .run(() -> shown(offspring, at, asking, request, judge.verifier()))
          .code();
    }
  }

  /** What is known to fail is bad input as long as nobody was asked. */
  private static void requireReady(LlmClient client, LlmRequest request) {
    try {
      client.requireReady(request);
    } catch (LlmException.Refused e) {
      throw new CliException(ExitStatus.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  private ExitStatus shown(
      Offspring offspring, CambrianHome at, Asking asking, LlmRequest request, Verifier verifier) {
    try (ProgressDisplay progress = Displays.beside(session, json)) {
      display = Optional.of(progress);
      progress.work(
          new WorkProgress.Begun(
              set.id() + " of " + offspring.label(), spending.caps(), Pace.UNKNOWN, false));
      return examined(offspring, at, asking, request, verifier);
    }
  }

  private ExitStatus examined(
      Offspring offspring, CambrianHome at, Asking asking, LlmRequest request, Verifier verifier) {
    begin("asking %s: %s %d".formatted(asking.model(), request.purpose().id(), request.ordinal()));
    Examination examination = ask(offspring, asking, request);
    WrittenContracts written = examination.contracts();
    written.dropped().forEach(it -> warn("dropped %s: %s".formatted(it.name(), it.reason())));
    if (written.unreadable().isPresent() || written.kept().isEmpty()) {
      throw new CliException(
          ExitStatus.NEGATIVE,
          "no contract can be run: "
              + written.unreadable().orElse("all that were written are dropped"));
    }
    write(written.kept());
    begin("running %s, isolation: %s".formatted(offspring.label(), verifier.isolation()));
    ViabilityReport report = offspring.measured(verifier, set, written.kept());
    Map<String, ContractResult> results = report.checks().health().sets().get(set);
    if (results == null) {
      throw new CliException(
          ExitStatus.NEGATIVE,
          "%s did not run: it failed at the stage %s; 'cambrian rig DIR --spec FILE' tells why"
              .formatted(
                  offspring.label(), report.failureStage().map(it -> it.id()).orElse("unknown")));
    }
    show(examination, report, new Work(offspring, asking, at, verifier, written.kept(), results));
    return ExitStatus.OK;
  }

  private void show(Examination examination, ViabilityReport report, Work work) {
    long passed = work.results().values().stream().filter(ContractResult::passed).count();
    int all = work.results().size();
    ObjectNode node = Json.object();
    node.put("artifact", work.offspring().label());
    node.put("generation", work.offspring().generation());
    node.put("artifact-hash", work.offspring().artifact().manifest().artifactHash());
    node.put("spec-hash", work.offspring().spec().hash());
    node.put("verdict", report.status().id());
    node.put("isolation", report.isolation());
    node.put("model", examination.answer().producerModel());
    node.put("purpose", examination.request().purpose().id());
    node.put("ordinal", examination.request().ordinal());
    node.put("contracts", all);
    node.put("passed", passed);
    node.put("pass-rate", (double) passed / all);
    node.put("dropped", examination.contracts().dropped().size());
    List<String> lines = weighed(work, node);
    display.ifPresent(ProgressDisplay::close);
    if (json) {
      session.line(JsonText.pretty(node));
      return;
    }
    session.line(
        SafeText.line(
            String.format(
                Locale.ROOT,
                "%s (%s): %d of %d contracts of %s passed (%.2f)",
                work.offspring().label(),
                report.status().id(),
                passed,
                all,
                examination.answer().producerModel(),
                (double) passed / all)));
    lines.forEach(it -> session.line("  " + SafeText.line(it)));
  }

  /** One result, as JSON has it. */
  static ObjectNode told(Contract contract, ContractResult result) {
    ObjectNode node =
        Json.object()
            .put("name", contract.name())
            .put("method", contract.method().name())
            .put("path", contract.path())
            .put("passed", result.passed())
            .put("duration-ms", result.durationMs());
    result.error().ifPresent(it -> node.put("error", it));
    return node;
  }

  private void write(List<Contract> contracts) {
    if (output == null) {
      return;
    }
    try {
      Files.writeString(output, JsonText.pretty(Contracts.write(contracts)) + "\n");
    } catch (IOException e) {
      throw new CliException(
          ExitStatus.INFRASTRUCTURE,
          "cannot write --output %s (%s)".formatted(output, e.getMessage()),
          e);
    }
  }

  void warn(String line) {
    display.ifPresentOrElse(it -> it.note(line), () -> session.err().println(SafeText.line(line)));
  }

  /** Something that lasts until the next thing begins. */
  void begin(String what) {
    work(new WorkProgress.Ended("step"));
    work(new WorkProgress.Line(new WorkProgress.Busy("step", what, Optional.empty())));
  }

  /** So many of them are done. */
  void count(int done, int total, String what) {
    work(new WorkProgress.Counted(done, total, what, "", 1));
  }

  private void work(WorkProgress progress) {
    display.ifPresent(it -> it.work(progress));
  }

  private final class Waiting implements LlmProgress {
    @Override
    public void waiting(String reason, Duration expected) {
      warn("waiting: " + reason);
    }
  }
}
