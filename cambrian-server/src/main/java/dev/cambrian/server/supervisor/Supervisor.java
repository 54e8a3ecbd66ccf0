package dev.cambrian.server.supervisor;

import com.fasterxml.uuid.Generators;
import dev.cambrian.core.CambrianException;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.json.Quote;
import dev.cambrian.core.pipeline.Arrival;
import dev.cambrian.core.pipeline.GrowthListener;
import dev.cambrian.core.pipeline.GrowthProgress;
import dev.cambrian.core.pipeline.ReverseVerification;
import dev.cambrian.core.pipeline.Supervision;
import dev.cambrian.core.pipeline.SupervisionException;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.server.git.GitArchive;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.log.ServerLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Supervises one home: what it acknowledged is in the history, and what it began and did not finish
 * is taken up by the next one that opens the home. Safe for use by many threads.
 */
public final class Supervisor implements AutoCloseable {
  private static final ServerLog LOG = ServerLog.of("supervisor");
  private static final int RECENT = 100;
  private static final String STOPPED = "the server was stopped before there was a verdict";

  private final Settings settings;
  private final Judge judge;
  private final HomeLock lock;
  private final History history;
  private final EventFeed feed;
  private final GitArchive archive;
  private final Supervision supervision;
  private final Intake intake;
  private final Tally tally;
  private final ReverseRuns reverseRuns;
  private final Activity activity = new Activity();
  private final Verifications verifications = new Verifications();
  private final long startedNanos = System.nanoTime();
  private volatile boolean closing;

  /**
   * How it supervises.
   *
   * @param artifactsRoot below which {@code artifact-path} of an operator's spawn lies
   * @param infrastructureRetries of a verification without a verdict, 0 to 10
   * @param grace that running verifications have when the server is stopped
   */
  public record Settings(
      CambrianHome home,
      Path artifactsRoot,
      Clock clock,
      int infrastructureRetries,
      Duration grace) {}

  private Supervisor(Settings settings, Judge judge, Workspaces workspaces, HomeLock lock) {
    CambrianHome home = settings.home();
    this.settings = settings;
    this.judge = judge;
    this.lock = lock;
    History file = History.open(home.history());
    this.feed = new EventFeed(file);
    this.history = new FedHistory(file, feed::reached);
    this.archive = new GitArchive(home.archive(), settings.clock());
    this.supervision =
        Supervision.of(
            history,
            judge.verifier(),
            judge.runs(),
            archive,
            home.directory(),
            settings.clock(),
            settings.infrastructureRetries(),
            new Narrator());
    this.intake = new Intake(home, new ArtifactRoot(settings.artifactsRoot()), workspaces);
    this.tally = new Tally(history, feed);
    this.reverseRuns =
        new ReverseRuns(ReverseVerification.of(history, judge.once(), home.directory()));
  }

  /**
   * Opens the home and takes up what was left: every generation without a verdict is judged again
   * in the background.
   *
   * @throws dev.cambrian.server.home.HomeException where another server has the home
   * @throws dev.cambrian.core.history.HistoryException where the history cannot be opened
   */
  public static Supervisor open(Settings settings, Judge judge, Workspaces workspaces) {
    HomeLock lock = HomeLock.take(settings.home().prepare());
    try {
      Supervisor supervisor = new Supervisor(settings, judge, workspaces, lock);
      supervisor.takeUp();
      return supervisor;
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private void takeUp() {
    feed.started();
    try {
      intake.sweep();
    } catch (IOException e) {
      LOG.warn("sweep.failed", "what an earlier server left could not be deleted: " + e);
    }
    for (int generation : supervision.recover()) {
      LOG.info("generation.resumed", generation, "judged again: an earlier server ended meanwhile");
      verify(generation);
    }
    reverseRuns.after(lastPromoted());
    Thread.ofVirtual().name("cambrian-settle").start(this::settle);
  }

  private int lastPromoted() {
    return history.latest(RECENT).stream()
        .filter(record -> record.outcome() == Outcome.PROMOTED)
        .mapToInt(GenerationRecord::generation)
        .max()
        .orElse(0);
  }

  /** A crash between an event and its refs leaves the archive behind the history. */
  private void settle() {
    try {
      List<Integer> behind = new Settlement(history, archive).behind();
      supervision.settle(behind);
      behind.forEach(
          it -> LOG.info("archive.settled", it, "git was brought up to date with the history"));
    } catch (CambrianException e) {
      LOG.warn("archive.unsettled", String.valueOf(e.getMessage()));
    }
  }

  /** The events; appending through it tells {@link #events} at once. */
  public History history() {
    return history;
  }

  public EventFeed events() {
    return feed;
  }

  /** The code of the generations. */
  public GitArchive archive() {
    return archive;
  }

  public CambrianHome home() {
    return settings.home();
  }

  public Clock clock() {
    return settings.clock();
  }

  /** By what the verifications are isolated. */
  public String isolation() {
    return judge.verifier().isolation();
  }

  /**
   * Takes an artifact in and has it judged in the background.
   *
   * @throws RequestException where it is refused; nothing was taken in
   * @throws SupervisionException where the number is taken
   */
  public GenerationRecord spawn(SpawnOrder order, Caller caller) {
    refuseWhileClosing();
    if (history.generation(order.generation()).isPresent()) {
      throw new SupervisionException.WrongState(
          order.generation(),
          "there is a generation %d already; take the next number".formatted(order.generation()));
    }
    try (Activity.Running _ = activity.begin(Activity.Kind.SPAWNING)) {
      UUID correlation =
          switch (caller) {
            case Caller.Operator() -> Generators.timeBasedEpochGenerator().generate();
            case Caller.Organism(var id, var _) -> id;
          };
      Arrival arrival = intake.read(order, caller, correlation);
      judge
          .refusal()
          .apply(arrival.spec())
          .ifPresent(
              reason -> {
                throw new RequestException(RequestException.Kind.UNAVAILABLE, reason);
              });
      GenerationRecord taken = supervision.take(arrival);
      LOG.info(
          "generation.spawned",
          taken.generation(),
          "parent %d, %s".formatted(taken.parent(), arrival.spec().fileName()));
      verify(taken.generation());
      return taken;
    }
  }

  private void refuseWhileClosing() {
    if (closing) {
      throw new RequestException(
          RequestException.Kind.UNAVAILABLE, "the server is stopping; ask again when it is back");
    }
  }

  private void verify(int generation) {
    verifications.start(
        generation,
        cancelled -> {
          try (Activity.Running _ = activity.begin(Activity.Kind.TESTING)) {
            supervision.judge(generation, cancelled::text);
          } catch (RuntimeException e) {
            LOG.error("verification.failed", generation, e);
          }
        });
  }

  /**
   * @throws SupervisionException where it is unknown, or in no state to be promoted
   * @throws RequestException where it is not the caller's own
   */
  public GenerationRecord promote(int generation, Caller caller) {
    requireOwn(generation, caller);
    try (Activity.Running _ = activity.begin(Activity.Kind.PROMOTING)) {
      GenerationRecord promoted = supervision.promote(generation);
      reverseRuns.after(generation);
      return promoted;
    }
  }

  /**
   * Rolls back; a verification that still runs is cancelled.
   *
   * @throws SupervisionException where it is unknown or promoted
   * @throws RequestException where it is not the caller's own, or does not end
   */
  public GenerationRecord rollBack(int generation, Caller caller) {
    requireOwn(generation, caller);
    try (Activity.Running _ = activity.begin(Activity.Kind.ROLLING_BACK)) {
      if (!verifications.cancel(generation, "rolled back before there was a verdict")) {
        throw new RequestException(
            RequestException.Kind.UNAVAILABLE,
            "the verification of generation %d does not end; ask again".formatted(generation));
      }
      return supervision.rollBack(generation, "rolled back by request");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RequestException(RequestException.Kind.UNAVAILABLE, "the server is stopping");
    }
  }

  private void requireOwn(int generation, Caller caller) {
    if (caller instanceof Caller.Organism(var id, var _)
        && history
            .generation(generation)
            .filter(record -> !record.correlationId().equals(id))
            .isPresent()) {
      throw new RequestException(
          RequestException.Kind.FORBIDDEN,
          "generation %d is none that this organism spawned".formatted(generation));
    }
  }

  /**
   * Waits until a generation has left {@code in_progress}, or the limit passes.
   *
   * @throws SupervisionException where it is unknown
   */
  public GenerationRecord await(int generation, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      long seen = feed.head();
      GenerationRecord record = generation(generation);
      long left = deadline - System.nanoTime();
      if (record.outcome() != Outcome.IN_PROGRESS || left <= 0 || closing) {
        return record;
      }
      feed.await(seen, Duration.ofNanos(left));
    }
  }

  /**
   * @throws SupervisionException where it is unknown
   */
  public GenerationRecord generation(int generation) {
    return history
        .generation(generation)
        .orElseThrow(() -> new SupervisionException.Unknown(generation));
  }

  /** What it is doing. */
  public Status status() {
    return new Status(
        tally.highestCompleted(),
        activity.word(),
        Duration.ofNanos(System.nanoTime() - startedNanos),
        verifications.count());
  }

  /**
   * @param generation the highest that was promoted or rolled back; 0 where there is none
   * @param status {@code idle}, {@code spawning}, {@code testing}, {@code promoting} or {@code
   *     rolling-back}
   * @param uptime by a clock that nobody sets
   */
  public record Status(int generation, String status, Duration uptime, int verifying) {}

  /** No spawn is taken in any more, and whoever waits for something is told what there is. */
  public void beginClosing() {
    closing = true;
    feed.close();
  }

  /**
   * Ends it: running verifications have the grace of the settings, then they are ended and their
   * generations closed as cancelled.
   */
  @Override
  public void close() {
    beginClosing();
    reverseRuns.close();
    try {
      int interrupted = verifications.end(settings.grace(), STOPPED);
      if (interrupted > 0) {
        LOG.warn("verifications.cancelled", interrupted + " had no verdict yet");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    archive.close();
    history.close();
    lock.close();
  }

  /** Tells the log what goes on. */
  private static final class Narrator implements GrowthListener {
    private static final int MOST = 300;

    @Override
    public void on(GrowthProgress progress) {
      switch (progress) {
        case GrowthProgress.Judged it ->
            LOG.info(
                "verdict.given",
                it.generation(),
                it.viable() ? "viable" : "non-viable: " + Quote.bare(it.summary(), MOST));
        case GrowthProgress.Promoted it ->
            LOG.info("generation.promoted", it.generation(), "promoted");
        case GrowthProgress.RolledBack it -> {
          String why = "%s: %s".formatted(it.kind().id(), Quote.bare(it.reason(), MOST));
          if (it.kind().failureClass() == FailureKind.FailureClass.CANDIDATE) {
            LOG.info("generation.rolled-back", it.generation(), why);
          } else {
            LOG.warn("generation.rolled-back", it.generation(), why);
          }
        }
        case GrowthProgress.VerificationAborted it ->
            LOG.warn(
                "verification.aborted",
                it.generation(),
                "%s: %s; again in %d s"
                    .formatted(
                        it.kind().id(), Quote.bare(it.reason(), MOST), it.pause().toSeconds()));
        case GrowthProgress.StageFinished it ->
            LOG.debug(
                "stage.finished",
                it.generation(),
                "%s %s in %d ms"
                    .formatted(
                        it.stage().id(),
                        it.passed() ? "passed" : "failed",
                        it.elapsed().toMillis()));
        case GrowthProgress.Verifying it ->
            LOG.info("verification.started", it.generation(), "isolation: " + it.isolation());
        case GrowthProgress.Started _,
            GrowthProgress.Asking _,
            GrowthProgress.Receiving _,
            GrowthProgress.Waiting _,
            GrowthProgress.Answered _,
            GrowthProgress.Rejected _,
            GrowthProgress.Sealed _,
            GrowthProgress.StageStarted _ -> {}
      }
    }

    @Override
    public void unsettled(UUID growth, String reason) {
      LOG.warn("growth.unsettled", reason);
    }
  }
}
