package dev.cambrian.server.cli;

import dev.cambrian.core.history.History;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.rig.IsolationPolicy;
import dev.cambrian.rig.RigLimits;
import dev.cambrian.server.git.GitArchive;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.phenotype.Ambiguity;
import dev.cambrian.server.phenotype.AmbiguityJson;
import dev.cambrian.server.phenotype.AmbiguityText;
import dev.cambrian.server.phenotype.Answers;
import dev.cambrian.server.phenotype.Litter;
import dev.cambrian.server.phenotype.Offspring;
import dev.cambrian.server.phenotype.Probing;
import dev.cambrian.server.rate.Trials;
import dev.cambrian.server.terminal.Caps;
import dev.cambrian.server.terminal.JsonText;
import dev.cambrian.server.terminal.Pace;
import dev.cambrian.server.terminal.ProgressDisplay;
import dev.cambrian.server.terminal.SafeText;
import dev.cambrian.server.terminal.WorkProgress;
import dev.cambrian.server.view.RebuiltCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "ambiguity",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Shows where the viable offspring of a specification differ most, and which of its sections leave that open.",
      "Compares the generations of the home, those of an export too, and the trials of --trials; runs nothing without --probe."
    })
final class AmbiguityCommand implements Callable<Integer> {
  private static final List<String> PROBING =
      List.of(
          "--runner",
          "--unsafe-no-sandbox",
          "--build-timeout",
          "--test-timeout",
          "--start-timeout",
          "--contract-timeout",
          "--stop-timeout");

  private static final Duration CLOSING = Duration.ofSeconds(30);

  private final Session session;

  @CommandLine.Spec private CommandSpec command = CommandSpec.create();

  @Parameters(paramLabel = "SPEC", description = "The specification, a Markdown file.")
  private Path file = Path.of("");

  @Mixin private final HomeOption home = new HomeOption();

  @Option(
      names = "--trials",
      paramLabel = "DIR",
      description = "Recorded trials of 'cambrian rate'; may be given several times.")
  private List<Path> trials = List.of();

  @Option(
      names = "--top",
      converter = Values.Places.class,
      paramLabel = "N",
      defaultValue = "20",
      description = "Places that are shown, 1 to 10000; 20 by default.")
  private int top;

  @Option(
      names = "--probe",
      description = {
        "Run each offspring in the rig's sandbox and compare what it answers to requests",
        "that no contract makes: missing members, other types, other methods, unknown paths."
      })
  private boolean probe;

  @Mixin private final RunnerKindOption runner = new RunnerKindOption();
  @Mixin private final LimitOptions limits = new LimitOptions();

  @Option(
      names = "--unsafe-no-sandbox",
      description = "With --probe, run generated code unprotected where there is no sandbox.")
  private boolean unsafeNoSandbox;

  @Option(
      names = "--json",
      description = "A JSON object; what goes on with --probe as one a line on standard error.")
  private boolean json;

  AmbiguityCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (!probe) {
      PROBING.stream()
          .filter(command.commandLine().getParseResult()::hasMatchedOption)
          .findFirst()
          .ifPresent(
              it -> {
                throw CliException.usage(it + " is for --probe");
              });
    }
    Spec spec = Specs.read(file);
    Litter litter = litter(spec);
    List<Offspring> offspring = litter.offspring();
    litter.notes().forEach(this::warn);
    if (offspring.size() < 2) {
      boolean export = home.home(session.environment()).isExport();
      throw CliException.usage(
          "%s has %s; two are needed to tell where they differ: %s"
              .formatted(
                  spec.fileName(),
                  offspring.isEmpty() ? "no viable offspring here" : "one viable offspring here",
                  export
                      ? "an export grows no more, so name another specification, as its specs/NNN.md are those of its nodes, or more trials of this one with --trials"
                      : "grow more, or name trials of it with --trials"));
    }
    List<Answers> answers = probe ? probe(spec, offspring) : List.of();
    if (Thread.currentThread().isInterrupted()) {
      return ExitStatus.INTERRUPTED.code();
    }
    Ambiguity ambiguity = Ambiguity.of(spec, offspring, answers);
    if (json) {
      session.line(JsonText.pretty(AmbiguityJson.of(ambiguity, top)));
    } else {
      AmbiguityText.lines(ambiguity, top, session.width()).forEach(session::line);
    }
    return (probe && answers.size() < offspring.size() ? ExitStatus.INFRASTRUCTURE : ExitStatus.OK)
        .code();
  }

  private Litter litter(Spec spec) {
    Litter litter = new Litter(spec);
    CambrianHome at = home.home(session.environment());
    if (at.hasHistory()) {
      try (History history = home.history(session.environment());
          GitArchive archive = new GitArchive(at.archive(), session.clock())) {
        if (at.isExport()) {
          litter.add(history, new RebuiltCode(history));
        } else {
          litter.add(history, archive);
        }
      }
    }
    for (Path directory : new LinkedHashSet<>(trials)) {
      if (!Files.isDirectory(directory)) {
        throw CliException.usage(
            "there is no directory with trials at %s; 'cambrian rate SPEC --trials N --record DIR' makes one"
                .formatted(directory));
      }
      if (Trials.specHashes(directory).stream().anyMatch(it -> !it.equals(spec.hash()))) {
        CampaignTrials.refuse(directory, spec, file);
      }
      Trials.specHash(directory)
          .filter(it -> !it.equals(spec.hash()))
          .ifPresent(
              it -> {
                throw CliException.usage(
                    "%s: the trials answer %s, but %s has %s"
                        .formatted(directory, it, spec.fileName(), spec.hash()));
              });
      litter.add(Trials.read(directory, spec));
    }
    return litter;
  }

  private List<Answers> probe(Spec spec, List<Offspring> offspring) {
    RigLimits stageLimits = limits.limits();
    try (Runner judge =
        Runner.choose(
            runner.kind(session.environment()),
            spec,
            stageLimits,
            unsafeNoSandbox ? IsolationPolicy.ALLOW_NONE : IsolationPolicy.REQUIRE_SANDBOX,
            Optional.empty(),
            session.environment())) {
      judge.note().ifPresent(this::warn);
      return new Interruptible(CLOSING).run(() -> probe(spec, offspring, judge.verifier()));
    }
  }

  private List<Answers> probe(Spec spec, List<Offspring> offspring, Verifier verifier) {
    AtomicInteger done = new AtomicInteger();
    try (ProgressDisplay display = Displays.beside(session, json)) {
      display.work(
          new WorkProgress.Begun("probes of " + spec.fileName(), Caps.NONE, Pace.UNKNOWN, true));
      display.work(count(0, offspring));
      Probing probing =
          new Probing(
              verifier,
              line -> {
                display.note(line);
                display.work(count(done.incrementAndGet(), offspring));
              });
      return new ArrayList<>(probing.probe(spec, offspring));
    }
  }

  private static WorkProgress.Counted count(int done, List<Offspring> of) {
    return new WorkProgress.Counted(done, of.size(), "offspring", "", 1);
  }

  private void warn(String line) {
    session.out().flush();
    session.err().println("cambrian: " + SafeText.line(line));
  }
}
