package dev.cambrian.server.cli;

import dev.cambrian.core.llm.LlmSettings;
import dev.cambrian.core.llm.Prices;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.llm.Recording;
import dev.cambrian.core.llm.Recordings;
import dev.cambrian.core.llm.ReplayClient;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.rig.IsolationPolicy;
import dev.cambrian.rig.RigLimits;
import dev.cambrian.server.api.ApiServer;
import dev.cambrian.server.gateway.GatewaySettings;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.home.Directories;
import dev.cambrian.server.organism.Habitats;
import dev.cambrian.server.organism.Organism;
import dev.cambrian.server.rate.Trial;
import dev.cambrian.server.rate.TrialAttempt;
import dev.cambrian.server.rate.TrialReplay;
import dev.cambrian.server.rate.TrialReproduction;
import dev.cambrian.server.rate.Trials;
import dev.cambrian.server.reproduce.Chain;
import dev.cambrian.server.reproduce.Link;
import dev.cambrian.server.reproduce.Narration;
import dev.cambrian.server.reproduce.Plan;
import dev.cambrian.server.reproduce.Reproduction;
import dev.cambrian.server.serve.Hosting;
import dev.cambrian.server.supervisor.Supervisor;
import dev.cambrian.server.terminal.Caps;
import dev.cambrian.server.terminal.Format;
import dev.cambrian.server.terminal.Pace;
import dev.cambrian.server.terminal.ProgressDisplay;
import dev.cambrian.server.terminal.WorkProgress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Starts each viable artifact of a set as an organism, which has to grow a viable generation of
 * another spec by itself, answered from recordings; each in a home of its own that is gone
 * afterwards.
 */
final class RateReproduction {
  private static final Duration CLOSING = Duration.ofSeconds(60);
  private static final Duration GRACE = Duration.ofSeconds(30);

  /** After which an organism is ended that has grown nothing. */
  private static final Duration LIFETIME = Duration.ofMinutes(20);

  private final Session session;
  private final boolean json;
  private final Path lastFile;
  private final Spec last;
  private final Path recordings;
  private final Judges judges;

  /** Where artifacts are judged and organisms live. */
  record Judges(
      RunnerOption.Kind kind,
      RigLimits limits,
      IsolationPolicy policy,
      int infrastructureRetries) {}

  /**
   * Nothing is begun.
   *
   * @param json whether objects tell of it
   * @param lastFile what they are to grow
   * @param places in the first of these that has it lies the answer that they get
   * @throws CliException where none has it
   */
  RateReproduction(Session session, boolean json, Path lastFile, List<Path> places, Judges judges) {
    this.session = session;
    this.json = json;
    this.lastFile = lastFile;
    this.last = Specs.read(lastFile);
    this.judges = judges;
    Recording.Key key = new Recording.Key(last.hash(), Purpose.GENERATE, 1);
    this.recordings =
        places.stream()
            .filter(it -> Recordings.read(List.of(it)).fileOf(key).isPresent())
            .findFirst()
            .orElseThrow(
                () ->
                    CliException.usage(
                        "no recording answers generate 1 of %s (looked in %s); name one with --recordings"
                            .formatted(lastFile, places)));
  }

  /** Tries each that was not tried yet with that spec. */
  ExitStatus reproduce(Trials set) {
    return new Interruptible(CLOSING)
        .run(
            () -> {
              ExitStatus status = ExitStatus.OK;
              List<Trial> open =
                  set.trials().stream()
                      .filter(trial -> trial.viable().isPresent() && !tried(trial))
                      .toList();
              for (int done = 0; done < open.size(); done++) {
                ExitStatus one = reproduce(set, open.get(done), done + 1, open.size());
                status = one.code() > status.code() ? one : status;
                if (Thread.currentThread().isInterrupted()) {
                  return ExitStatus.INTERRUPTED;
                }
              }
              return status;
            });
  }

  private boolean tried(Trial trial) {
    return trial.reproduction().map(it -> it.lastSpecHash().equals(last.hash())).orElse(false);
  }

  private ExitStatus reproduce(Trials set, Trial trial, int number, int total) {
    Chain chain =
        Directories.temporary(
            "cambrian-rate-",
            directory ->
                chain(
                    set,
                    trial,
                    "trial %02d, %d of %d".formatted(trial.number(), number, total),
                    directory));
    Link link = chain.links().getLast();
    if (link.number() == 1 || !counts(link)) {
      tell(
          "trial %02d: not counted: %s"
              .formatted(trial.number(), link.failure().map(Link.Failure::reason).orElse("")),
          new WorkProgress.Counted(number, total, "trials", "", 1));
      return ExitStatus.INFRASTRUCTURE;
    }
    String reason = link.failure().map(Link.Failure::reason).orElse("ok");
    Duration duration = link.times().whole();
    new TrialReplay(set.spec(), trial)
        .write(
            new TrialReproduction(
                chain.complete(),
                trial.viable().flatMap(TrialAttempt::artifactHash).orElseThrow(),
                last.hash(),
                reason,
                duration,
                link.lastLines()));
    tell(
        "trial %02d: %s in %s"
            .formatted(
                trial.number(),
                chain.complete() ? "reproduces" : "does not reproduce: " + reason,
                Format.duration(duration)),
        new WorkProgress.Counted(number, total, "trials", "", 1));
    return ExitStatus.OK;
  }

  /** A recording that is missing is no excuse: who asks for a repair could not read the answer. */
  private static boolean counts(Link link) {
    return link.failure()
        .map(
            failure ->
                switch (failure.fault()) {
                  case CANDIDATE -> true;
                  case INTERRUPTED -> false;
                  case INFRASTRUCTURE ->
                      link.generations().isEmpty()
                          && link.organism()
                              .flatMap(Organism::end)
                              .map(end -> end.reason().isOwn())
                              .orElse(false);
                })
        .orElse(true);
  }

  private Chain chain(Trials set, Trial trial, String title, Path directory) {
    CambrianHome at = new CambrianHome(directory.resolve("home"));
    Plan plan = new Plan(set.spec(), trial.directory(), last, lastFile, 2);
    try (ServerRunner runner =
            ServerRunner.choose(
                at,
                judges.kind(),
                judges.limits(),
                judges.policy(),
                Optional.empty(),
                session.environment());
        ProgressDisplay display = Displays.beside(session, json);
        Narration narration = new Narration(display)) {
      display.work(new WorkProgress.Begun(title, Caps.NONE, Pace.UNKNOWN, false));
      runner.judge().refusal().apply(last).ifPresent(RateReproduction::refuse);
      at.prepare();
      Hosting hosting = hosting(at, runner, narration);
      try {
        return new Reproduction(
                hosting,
                plan,
                new Reproduction.Limits("replay", "replay", 3, Trials.REPAIRS, 0, 0, LIFETIME),
                (history, archive, verifier) ->
                    new TrialReplay(set.spec(), trial)
                        .grow(history, archive, at.directory(), verifier, session.clock(), display),
                narration)
            .run();
      } finally {
        hosting.closeOrAbort();
      }
    }
  }

  private Hosting hosting(CambrianHome at, ServerRunner runner, Narration narration) {
    return Hosting.start(
        new Supervisor.Settings(
            at,
            at.directory().resolve("incoming"),
            session.clock(),
            judges.infrastructureRetries(),
            GRACE,
            false),
        runner.judge(),
        Habitats.of(
            Habitats.Kind.valueOf(judges.kind().name()), session.environment(), judges.policy()),
        GatewaySettings.of(
            LlmSettings.defaults()
                .withProvider(ReplayClient.PROVIDER)
                .withRecordings(List.of(recordings)),
            Map.of(),
            Prices.builtIn()),
        new ApiServer.Settings("127.0.0.1", 0, Optional.empty(), Set.of()),
        new Hosting.Listeners(narration, narration));
  }

  private static void refuse(String reason) {
    throw Runner.refused(reason);
  }

  private void tell(String line, WorkProgress.Counted count) {
    try (ProgressDisplay display = Displays.beside(session, json)) {
      display.work(new WorkProgress.Line(count));
      display.note(line);
    }
  }
}
