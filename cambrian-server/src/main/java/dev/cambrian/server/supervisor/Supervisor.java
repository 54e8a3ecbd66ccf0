package dev.cambrian.server.supervisor;

import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.history.QueryLimits;
import dev.cambrian.core.history.QueryResult;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.core.pipeline.ReverseVerification;
import dev.cambrian.core.pipeline.Supervision;
import dev.cambrian.core.pipeline.SupervisionException;
import dev.cambrian.server.git.GitArchive;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.home.HistoryCopy;
import dev.cambrian.server.log.ServerLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

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
  private final SqliteHistory file;
  private final History history;
  private final EventFeed feed;
  private final GitArchive archive;
  private final Supervision supervision;
  private final Intake intake;
  private final Spawns spawns;
  private final Tally tally;
  private final ReverseRuns reverseRuns;
  private final RunningOutput output;
  private final Activity activity = new Activity();
  private final Verifications verifications = new Verifications();
  private volatile List<Integer> waiting = List.of();
  private final long startedNanos = System.nanoTime();
  private final Settling settling;

  /**
   * How it supervises.
   *
   * @param artifactsRoot below which {@code artifact-path} of an operator's spawn lies
   * @param infrastructureRetries of a verification without a verdict, 0 to 10
   * @param grace that running verifications have when the server is stopped
   * @param reverseRuns whether the artifact that was promoted before is verified once more after
   *     each promotion; else the next server that does so begins with the last one
   */
  public record Settings(
      CambrianHome home,
      Path artifactsRoot,
      Clock clock,
      int infrastructureRetries,
      Duration grace,
      boolean reverseRuns) {
    /** With reverse runs. */
    public Settings(
        CambrianHome home,
        Path artifactsRoot,
        Clock clock,
        int infrastructureRetries,
        Duration grace) {
      this(home, artifactsRoot, clock, infrastructureRetries, grace, true);
    }
  }

  private Supervisor(
      Settings settings,
      Judge judge,
      Workspaces workspaces,
      HomeLock lock,
      SqliteHistory file,
      Between between) {
    CambrianHome home = settings.home();
    this.settings = settings;
    this.output = new RunningOutput(new PrintedFiles(home.directory(), ProcessHandle.current()));
    this.judge = output.heard(judge);
    this.lock = lock;
    this.file = file;
    this.feed = new EventFeed(file);
    this.history = new FedHistory(between.history(file), feed::reached);
    this.archive = new GitArchive(home.archive(), settings.clock());
    this.supervision =
        Supervision.of(
            history,
            this.judge.verifier(),
            this.judge.runs(),
            between.archive(archive),
            home.directory(),
            settings.clock(),
            settings.infrastructureRetries(),
            new Narrator());
    this.intake = new Intake(home, new ArtifactRoot(settings.artifactsRoot()), workspaces);
    this.spawns = new Spawns(history, supervision, this.judge, intake, activity, verifications);
    this.settling = new Settling(new Settlement(history, archive), supervision);
    this.tally = new Tally(history, feed);
    this.reverseRuns =
        new ReverseRuns(
            ReverseVerification.of(history, this.judge.once(), home.directory()),
            settings.reverseRuns());
  }

  /**
   * Opens the home and looks what an earlier server left. Nothing of it goes on before {@link
   * #resume}, so that one that cannot listen can be closed again without having changed anything
   * that it could have judged.
   *
   * @throws dev.cambrian.server.home.HomeException where another server has the home
   * @throws dev.cambrian.core.history.HistoryException where the history cannot be opened
   */
  public static Supervisor open(Settings settings, Judge judge, Workspaces workspaces) {
    return open(settings, judge, workspaces, Between.NOTHING);
  }

  static Supervisor open(Settings settings, Judge judge, Workspaces workspaces, Between between) {
    HomeLock lock = HomeLock.take(settings.home().prepare());
    Optional<SqliteHistory> file = Optional.empty();
    try {
      file = Optional.of(History.open(settings.home().history()));
      Supervisor supervisor =
          new Supervisor(settings, judge, workspaces, lock, file.get(), between);
      supervisor.takeUp();
      return supervisor;
    } catch (Throwable e) {
      file.ifPresent(History::close);
      lock.close();
      throw e;
    }
  }

  /**
   * Opens the home to be looked at, beside another server that may have it. Nothing is taken up,
   * and {@link #resume} must not be called. Of an export, to which nobody writes, a copy of the
   * history is opened, so that no byte of it changes.
   *
   * @throws dev.cambrian.core.history.HistoryException where the history cannot be opened
   */
  public static Supervisor look(Settings settings, Judge judge) {
    SqliteHistory file = History.open(HistoryCopy.toLookAt(settings.home().history()));
    Supervisor supervisor =
        new Supervisor(settings, judge, Workspaces.NONE, HomeLock.none(), file, Between.NOTHING);
    supervisor.feed.started();
    return supervisor;
  }

  private void takeUp() {
    feed.started();
    try {
      intake.sweep();
    } catch (IOException e) {
      LOG.warn("sweep.failed", "what an earlier server left could not be deleted: " + e);
    }
    waiting = supervision.recover();
  }

  /**
   * Goes on, in the background, with what {@link #open} found: generations without a verdict get
   * one, and git is brought up to date with the history. Once.
   */
  public void resume() {
    for (int generation : waiting) {
      LOG.info("generation.resumed", generation, "an earlier server ended before its verdict");
      verifications.admit(generation).ifPresent(place -> spawns.verify(generation, place));
    }
    reverseRuns.after(lastPromoted());
    settling.start();
  }

  private int lastPromoted() {
    return history.latest(RECENT).stream()
        .filter(record -> record.outcome() == Outcome.PROMOTED)
        .mapToInt(GenerationRecord::generation)
        .max()
        .orElse(0);
  }

  /** The events; appending through it tells {@link #events} at once. */
  public History history() {
    return history;
  }

  public EventFeed events() {
    return feed;
  }

  /**
   * Asks the history in SQL, as {@link SqliteHistory#query}; nothing can be changed.
   *
   * @throws dev.cambrian.core.history.HistoryException.QueryFailed where it is no such question
   */
  public QueryResult query(String sql, QueryLimits limits) {
    return file.query(sql, limits);
  }

  /** The file of the history, for what reads it as a whole; append through {@link #history}. */
  public SqliteHistory file() {
    return file;
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

  /** What judges here; whatever it judges is told to {@link #output}. */
  public Judge judge() {
    return judge;
  }

  /** What the stages print that run here, or in another process that grows in the home. */
  public RunningOutput output() {
    return output;
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
    return spawns.spawn(order, caller);
  }

  /**
   * Takes the sealed code of a generation in once more, as the next generation, and has it judged
   * in the background.
   *
   * @return the new one
   * @throws SupervisionException where it is unknown, or its code or spec is not there any more
   * @throws RequestException where it cannot be judged now
   */
  public GenerationRecord again(int generation) {
    return spawns.again(generation);
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
      if (record.outcome() != Outcome.IN_PROGRESS || left <= 0 || feed.closed()) {
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

  /** No spawn is taken in any more; all else goes on. */
  public void beginClosing() {
    verifications.close();
  }

  /**
   * Waits for the running verifications, for which {@link Settings#grace} is the patience: what has
   * no verdict then is ended and its generation closed as cancelled. Whoever waits for something is
   * told what there is, and {@link #events} ends.
   */
  public void drain() {
    drain(settings.grace());
  }

  /**
   * The same with another patience.
   *
   * @param grace that running verifications have
   */
  public void drain(Duration grace) {
    beginClosing();
    reverseRuns.close();
    try {
      int interrupted = verifications.end(grace, STOPPED);
      if (interrupted > 0) {
        LOG.warn("verifications.cancelled", interrupted + " had no verdict yet");
      }
      settling.awaitEnd();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    feed.close();
  }

  /** How long {@link #drain} may take at most. */
  public static Duration longestDrain(Duration grace) {
    return grace.plus(Verifications.ENDING);
  }

  /** Ends it, after {@link #drain}. */
  @Override
  public void close() {
    drain();
    archive.close();
    history.close();
    lock.close();
  }
}
