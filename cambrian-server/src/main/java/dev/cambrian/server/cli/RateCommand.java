package dev.cambrian.server.cli;

import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.rig.RigLimits;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.rate.RateJson;
import dev.cambrian.server.rate.RateText;
import dev.cambrian.server.rate.SpecFinder;
import dev.cambrian.server.rate.Trials;
import dev.cambrian.server.terminal.JsonText;
import dev.cambrian.server.terminal.SafeText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

@Command(
    name = "rate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures how often fresh answers to a specification live.",
      "Makes trials of SPEC with --trials and --record, or computes the table of those that lie in DIR from the files alone.",
      "Exits 1 where the files do not agree or a trial is missing."
    })
final class RateCommand implements Callable<Integer> {
  private static final List<String> MAKING =
      List.of(
          "--record",
          "--retries",
          "--parallel",
          "--llm",
          "--llm-command",
          "--model",
          "--escalation-model",
          "--base-url",
          "--max-output-tokens",
          "--token-budget",
          "--usd-budget",
          "--prices");

  private static final List<String> REPRODUCING = List.of("--last", "--recordings");

  private final Session session;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec command = CommandLine.Model.CommandSpec.create();

  @Parameters(
      paramLabel = "SPEC|DIR",
      arity = "1..*",
      description = "The specification, a Markdown file; or directories with trials.")
  private List<Path> places = List.of();

  @Mixin private final HomeOption home = new HomeOption();

  @Option(
      names = "--trials",
      converter = Values.TrialCount.class,
      paramLabel = "N",
      description =
          "Make trials until there are so many, 1 to 9999; those in the directory of --record are kept.")
  private @Nullable Integer trials;

  @Option(
      names = "--retries",
      converter = Values.Retries.class,
      paramLabel = "N",
      defaultValue = "2",
      description = "Informed retries of a trial that is not viable, 0 to 100; 2 by default.")
  private int retries;

  @Option(
      names = "--parallel",
      converter = Values.Parallel.class,
      paramLabel = "K",
      defaultValue = "4",
      description =
          "Trials at once, 1 to 64; 4 by default. Judged are as many at once as the machine bears.")
  private int parallel;

  @Mixin private final TrialOptions making = new TrialOptions();
  @Mixin private final JudgingOptions judging = new JudgingOptions();
  @Mixin private final RunnerKindOption runner = new RunnerKindOption();
  @Mixin private final LimitOptions limits = new LimitOptions();

  @Option(
      names = "--spec",
      paramLabel = "FILE",
      description = "What the trials answer; else it is found by its hash, near DIR or in spec/.")
  private @Nullable Path specFile;

  @Option(
      names = "--judge",
      description =
          "Have every recorded answer judged anew; another verdict than recorded: exit 1.")
  private boolean judge;

  @Option(
      names = "--reproduce",
      description = {
        "Start each viable artifact as an organism that has to grow the spec of --last by itself,",
        "answered from recordings; what came of it is kept in reproduction.json of the trial."
      })
  private boolean reproduce;

  @Option(
      names = "--last",
      paramLabel = "FILE",
      description = "What organisms are to grow with --reproduce; spec/ECHO-SPEC.md by default.")
  private @Nullable Path lastFile;

  @Option(
      names = "--json",
      description =
          "A JSON object, of several directories an array; what goes on as one a line on standard error.")
  private boolean json;

  RateCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (trials != null) {
      return make(trials);
    }
    refuse(MAKING, "is for trials to be made: say how many with --trials N");
    if (!reproduce) {
      refuse(REPRODUCING, "is for --reproduce");
    }
    for (Path place : places) {
      if (!Files.isDirectory(place)) {
        throw CliException.usage(
            Files.exists(place)
                ? "%s is no directory with trials; to make trials of a specification, say --trials N --record DIR"
                    .formatted(place)
                : "there is no directory %s; 'cambrian rate SPEC --trials N --record %s' makes trials there"
                    .formatted(place, place));
      }
      CampaignTrials.refuse(place);
    }
    ExitStatus worst = ExitStatus.OK;
    List<Trials> sets = new ArrayList<>();
    for (Path place : places) {
      Trials set = read(place);
      ExitStatus worked = work(set);
      worst = worked.code() > worst.code() ? worked : worst;
      sets.add(reproduce ? read(place) : set);
      if (worked == ExitStatus.INTERRUPTED) {
        break;
      }
    }
    ExitStatus shown = show(sets);
    return (worst.code() > shown.code() ? worst : shown).code();
  }

  /** What would do nothing. */
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

  private int make(int count) {
    if (places.size() > 1 || !Files.isRegularFile(places.getFirst())) {
      throw CliException.usage(
          "--trials makes trials of one specification, a Markdown file: cambrian rate SPEC --trials N --record DIR");
    }
    if (judge || reproduce) {
      throw CliException.usage(
          "--judge and --reproduce are for trials that are there: rate DIR --judge");
    }
    refuse(REPRODUCING, "is for trials that are there: rate DIR --reproduce");
    if (specFile != null) {
      throw CliException.usage("--spec is for directories with trials; SPEC is the specification");
    }
    Spec spec = Specs.read(places.getFirst());
    CambrianHome at = home.home(session.environment());
    RateGrowth growth = making.growth(session, at, spec, retries, judging.infrastructureRetries());
    RigLimits stageLimits = limits.limits();
    List<Integer> open = growth.open(count);
    ExitStatus made = ExitStatus.OK;
    if (!open.isEmpty()) {
      growth.requireReady(open);
      try (Runner judge =
          Runner.choose(
              runner.kind(session.environment()),
              spec,
              stageLimits,
              judging.policy(false),
              Optional.empty(),
              session.environment())) {
        judge.note().ifPresent(this::warn);
        made = growth.make(open, parallel, judge.verifier(), json);
      }
    }
    ExitStatus shown = show(List.of(Trials.read(growth.set(), spec)));
    return (made == ExitStatus.OK ? shown : made).code();
  }

  /** What runs the artifacts, where that was asked for. */
  private ExitStatus work(Trials set) {
    ExitStatus status = ExitStatus.OK;
    if (judge) {
      try (Runner judges =
          Runner.choose(
              runner.kind(session.environment()),
              set.spec(),
              limits.limits(),
              judging.policy(false),
              Optional.empty(),
              session.environment())) {
        judges.note().ifPresent(this::warn);
        status = new RateJudging(session, json).judge(set, judges.verifier());
      }
    }
    if (reproduce && status != ExitStatus.INTERRUPTED) {
      ExitStatus reproduced =
          new RateReproduction(
                  session,
                  json,
                  lastFile == null ? Shipped.spec("ECHO-SPEC.md") : lastFile,
                  making.recordings(Shipped.spec("reproduction"), Shipped.spec("recordings")),
                  new RateReproduction.Judges(
                      runner.kind(session.environment()),
                      limits.limits(),
                      judging.policy(false),
                      judging.infrastructureRetries()))
              .reproduce(set);
      status = reproduced.code() > status.code() ? reproduced : status;
    }
    return status;
  }

  private Trials read(Path directory) {
    return Trials.read(directory, spec(directory));
  }

  private Spec spec(Path directory) {
    Optional<String> hash = Trials.specHash(directory);
    if (specFile != null) {
      Spec spec = Specs.read(specFile);
      if (hash.isPresent() && !hash.get().equals(spec.hash())) {
        throw new CliException(
            ExitStatus.NEGATIVE,
            "%s: the trials answer %s, but %s has %s"
                .formatted(directory, hash.get(), specFile, spec.hash()));
      }
      return spec;
    }
    if (hash.isEmpty()) {
      throw CliException.usage(
          "%s holds no trial that can be read; name the directory with 01, 02 and so on in it"
              .formatted(directory));
    }
    String root = System.getProperty("cambrian.root", "");
    List<Path> roots = new ArrayList<>(List.of(Path.of("spec")));
    if (!root.isEmpty()) {
      roots.add(Path.of(root, "spec"));
    }
    return new SpecFinder(roots)
        .find(directory, hash.get())
        .orElseThrow(
            () ->
                new CliException(
                    ExitStatus.NEGATIVE,
                    "%s: the trials answer %s, which no specification near them or in spec/ has: where it was changed since, make the trials anew; else name it with --spec"
                        .formatted(directory, hash.get())));
  }

  private ExitStatus show(List<Trials> sets) {
    if (json) {
      ArrayNode all = JsonNodeFactory.instance.arrayNode();
      sets.forEach(it -> all.add(RateJson.of(it)));
      session.line(JsonText.pretty(sets.size() == 1 ? all.get(0) : all));
    } else {
      boolean first = true;
      for (Trials set : sets) {
        if (!first) {
          session.line("");
        }
        first = false;
        RateText.lines(set, session.width()).forEach(session::line);
      }
    }
    boolean sound = true;
    for (Trials set : sets) {
      List<String> complaints = new ArrayList<>(set.defects());
      complaints.addAll(set.gaps());
      complaints.forEach(it -> warn("%s: %s".formatted(set.directory(), it)));
      sound &= complaints.isEmpty();
    }
    return sound ? ExitStatus.OK : ExitStatus.NEGATIVE;
  }

  private void warn(String line) {
    session.out().flush();
    session.err().println("cambrian: " + SafeText.line(line));
  }
}
