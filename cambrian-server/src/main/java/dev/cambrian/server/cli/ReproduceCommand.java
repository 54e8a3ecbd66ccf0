package dev.cambrian.server.cli;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.llm.LlmClients;
import dev.cambrian.core.llm.Prices;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.llm.Recording;
import dev.cambrian.core.llm.Recordings;
import dev.cambrian.core.pipeline.GrowthOptions;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.rig.IsolationPolicy;
import dev.cambrian.rig.RigLimits;
import dev.cambrian.server.api.ApiServer;
import dev.cambrian.server.gateway.GatewaySettings;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.organism.Habitats;
import dev.cambrian.server.reproduce.Chain;
import dev.cambrian.server.reproduce.Narration;
import dev.cambrian.server.reproduce.Plan;
import dev.cambrian.server.reproduce.Reproduction;
import dev.cambrian.server.serve.Hosting;
import dev.cambrian.server.supervisor.Supervisor;
import dev.cambrian.server.terminal.ProgressDisplay;
import dev.cambrian.server.terminal.SafeText;
import dev.cambrian.server.terminal.WorkProgress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "reproduce",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Has a genome reproduce: each generation grows the next one by itself.",
      "The core grows the first, which runs and grows the second, and so on; the last one grows something else.",
      "Replays recordings unless --llm names a model.",
      "Exits 0 where the chain is complete, 1 where a step was not viable."
    })
final class ReproduceCommand implements Callable<Integer> {
  /** For organisms to end and containers to be removed. */
  private static final Duration CLOSING = Duration.ofSeconds(60);

  /** What another server left to be judged has so long when this one ends. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  private static final String KEY = "ANTHROPIC_API_KEY";

  private final Session session;

  @Parameters(
      paramLabel = "GENOME",
      arity = "0..1",
      description = "The genome; spec/CAMBRIAN-SPEC.md by default.")
  private @Nullable Path genomeFile;

  @Option(
      names = "--last",
      paramLabel = "SPEC",
      description = "What the last of the line grows; spec/ECHO-SPEC.md by default.")
  private @Nullable Path lastFile;

  @Option(
      names = "--depth",
      converter = Values.Depth.class,
      paramLabel = "N",
      defaultValue = "3",
      description = "Generations of the chain, 2 to 100; 3 by default.")
  private int depth;

  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final LlmOptions llm = LlmOptions.replaying(Shipped::reproduction);
  @Mixin private final GrowingOptions growing = new GrowingOptions();
  @Mixin private final PriceOption prices = new PriceOption();

  @Option(
      names = "--lifetime",
      converter = OrganismCommand.Lifetime.class,
      paramLabel = "SECONDS",
      defaultValue = "7200",
      description = "After which an organism is ended; 7200 by default.")
  private int lifetime;

  @Option(
      names = "--port",
      converter = Values.Port.class,
      paramLabel = "PORT",
      defaultValue = "0",
      description = "Where the Supervisor listens meanwhile; any that is free by default.")
  private int port;

  @Mixin private final JudgingOptions judging = new JudgingOptions();
  @Mixin private final RunnerOption runner = new RunnerOption();
  @Mixin private final LimitOptions limits = new LimitOptions();

  @Option(
      names = "--json",
      description = "One JSON object a line, the last one is the result, or has error and exit.")
  private boolean json;

  ReproduceCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Plan plan = plan();
    CambrianHome at = home.home(session.environment());
    LlmClients.Choice choice = llm.choose(at, session.environment());
    Prices priced = prices.of(at);
    GatewaySettings models = llm.gateway(at, session.environment(), priced);
    Growing.refuseToRecordReplays(choice, llm);
    GrowthOptions options = growing.of(choice, judging, 1);
    RigLimits stageLimits = limits.limits();
    requireRecordings(choice, plan);
    Growing growth =
        new Growing(session, at, plan.genome(), options, choice, growing.budget(), priced);
    IsolationPolicy policy = judging.policy(shippedOnly(choice, plan));
    RunnerOption.Kind kind = runner.kind(session.environment());
    Hosting.requireFree(at, where());
    try (ServerRunner judges =
        ServerRunner.choose(
            at, kind, stageLimits, policy, runner.parallel(), session.environment())) {
      for (Spec spec : List.of(plan.genome(), plan.last())) {
        judges
            .judge()
            .refusal()
            .apply(spec)
            .ifPresent(
                reason -> {
                  throw Runner.refused(reason);
                });
      }
      tell(choice);
      judges.note().ifPresent(this::warn);
      at.prepare();
      return new Interruptible(CLOSING)
          .run(
              () ->
                  reproduce(
                      at,
                      plan,
                      choice,
                      models,
                      growth,
                      judges,
                      Habitats.of(
                          Habitats.Kind.valueOf(kind.name()), session.environment(), policy)));
    }
  }

  private int reproduce(
      CambrianHome at,
      Plan plan,
      LlmClients.Choice choice,
      GatewaySettings models,
      Growing growth,
      ServerRunner judges,
      Habitats habitats) {
    Supervisor.Settings settings =
        new Supervisor.Settings(
            at,
            at.directory().resolve("incoming"),
            session.clock(),
            judging.infrastructureRetries(),
            GRACE,
            false);
    Reproduction.Limits each =
        new Reproduction.Limits(
            choice.model(),
            choice.escalationModel(),
            growing.maxRetries(),
            growing.maxParseRetries(),
            growing.tokenBudget(),
            growing.usdBudget(),
            Duration.ofSeconds(lifetime));
    Chain chain;
    try (ProgressDisplay display = Displays.of(session, json);
        Narration narration =
            new Narration(display, step -> Optional.of(work(at, plan, choice, step)));
        Hosting hosting =
            Hosting.start(
                settings,
                judges.judge(),
                habitats,
                models,
                where(),
                new Hosting.Listeners(
                    narration, narration, narration::occasion, narration::conclusion))) {
      display.note(
          "watch it in a browser: %s/".formatted(hosting.address()),
          Json.object().put("event", "dashboard").put("address", hosting.address() + "/"));
      Reproduction.Core core =
          (history, archive, verifier) -> growth.grow(history, archive, verifier, display);
      chain = new Reproduction(hosting, plan, each, core, narration).run();
      hosting.closeOrAbort();
    }
    ExitStatus status = new ReproductionSummary(session, at, json, chain).show();
    llm.record().ifPresent(growth::writeVerdicts);
    return status.code();
  }

  private ApiServer.Settings where() {
    return new ApiServer.Settings("127.0.0.1", port, Optional.empty(), Set.of());
  }

  private WorkProgress.Begun work(CambrianHome at, Plan plan, LlmClients.Choice choice, int step) {
    return new WorkProgress.Begun(
        plan.genome().fileName(),
        growing.caps(),
        PastPace.of(session, at, plan.spec(step), choice),
        false);
  }

  private Plan plan() {
    Path genome = genomeFile == null ? Shipped.spec("CAMBRIAN-SPEC.md") : genomeFile;
    Path last = lastFile == null ? Shipped.spec("ECHO-SPEC.md") : lastFile;
    return new Plan(Specs.read(genome), genome, Specs.read(last), last, depth);
  }

  /** Each step needs its first answer, whatever comes of it. */
  private void requireRecordings(LlmClients.Choice choice, Plan plan) {
    if (!choice.replays()) {
      llm.record().ifPresent(ReproduceCommand::requireFresh);
      return;
    }
    Recordings recordings = Recordings.read(llm.replayed());
    List<String> missing = new ArrayList<>();
    for (int step = 1; step <= plan.depth(); step++) {
      Recording.Key key =
          new Recording.Key(plan.spec(step).hash(), Purpose.GENERATE, plan.ordinal(step));
      if (recordings.fileOf(key).isEmpty()) {
        missing.add("generate %d of %s".formatted(key.ordinal(), plan.spec(step).fileName()));
      }
    }
    if (!missing.isEmpty()) {
      throw CliException.usage(
          "the recordings in %s lack %s, as these specs are now; record a chain with: cambrian reproduce --llm anthropic|openai|command|manual --record DIR"
              .formatted(places(), few(missing)));
    }
  }

  private static String few(List<String> names) {
    String shown = names.stream().limit(3).collect(Collectors.joining(", "));
    return names.size() > 3 ? "%s and %d more".formatted(shown, names.size() - 3) : shown;
  }

  /** Two recordings of one key would answer nothing. */
  private static void requireFresh(Path records) {
    if (Recordings.read(List.of(records)).size() > 0) {
      throw CliException.usage(
          "--record %s: there are recordings already; name another directory".formatted(records));
    }
  }

  private boolean shippedOnly(LlmClients.Choice choice, Plan plan) {
    return choice.replays()
        && Shipped.answersOnly(llm.replayed(), plan.genome().hash())
        && Shipped.answersOnly(llm.replayed(), plan.last().hash());
  }

  private String places() {
    String places = llm.replayed().stream().map(Path::toString).collect(Collectors.joining(", "));
    return places.isEmpty() ? Shipped.spec("reproduction").toString() : places;
  }

  private void tell(LlmClients.Choice choice) {
    if (choice.replays()) {
      warn(
          "replaying the recordings in %s: no model is called%s"
              .formatted(
                  places(),
                  session.environment().getOrDefault(KEY, "").isBlank()
                      ? "; --llm names one"
                      : ", although %s is set; --llm anthropic asks it".formatted(KEY)));
    }
  }

  private void warn(String line) {
    session.err().println("cambrian: " + SafeText.line(line));
  }
}
