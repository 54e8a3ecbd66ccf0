package dev.cambrian.server.campaign;

import dev.cambrian.core.CambrianException;
import dev.cambrian.core.campaign.Campaign;
import dev.cambrian.core.campaign.CampaignException;
import dev.cambrian.core.campaign.CampaignRunner;
import dev.cambrian.core.campaign.Campaigns;
import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.evolution.CampaignSettings;
import dev.cambrian.core.evolution.Ending;
import dev.cambrian.core.history.CampaignRecord;
import dev.cambrian.core.history.CampaignStatus;
import dev.cambrian.core.json.Quote;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.trial.TrialException;
import dev.cambrian.core.trial.TrialLock;
import dev.cambrian.server.log.ServerLog;
import dev.cambrian.server.plan.CampaignForecast;
import dev.cambrian.server.supervisor.RequestException;
import dev.cambrian.server.supervisor.RequestException.Kind;
import dev.cambrian.server.view.CampaignEstimates;
import dev.cambrian.server.view.CampaignFindings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs campaigns inside a server, each on a thread of its own. What it began is in the history and
 * goes on, after a crash at any point, with the next server of the home: no question that was
 * answered is put again, nothing that has its verdict is judged again. A campaign that another
 * process runs is left to it. Safe for use by many threads.
 *
 * <p>Refusals are {@link RequestException}s, of one line each; nothing was changed then.
 */
public final class CampaignHost implements AutoCloseable {
  private static final ServerLog LOG = ServerLog.of("campaigns");

  /** Campaigns at once, of which each makes up to 64 trials at once. */
  private static final int MOST = 16;

  /** For what is under way to be ended. */
  private static final Duration ENDING = Duration.ofSeconds(15);

  private final HostMeans means;
  private final HostedMark mark;
  private final Readiness readiness;
  private final CampaignEstimates estimates;

  /** Changed under this object's lock alone. A campaign is in it as long as it has its lock. */
  private final Map<String, Thread> running = new ConcurrentHashMap<>();

  private boolean closed;

  /** Nothing runs before {@link #goOn}, or before it is told to. */
  public CampaignHost(HostMeans means) {
    this.means = means;
    this.mark = new HostedMark(means.home());
    this.readiness = new Readiness(means);
    this.estimates = new CampaignEstimates(means.history());
  }

  /** Goes on with what an earlier server ran when it ended. Once. */
  public synchronized void goOn() {
    for (CampaignRecord record : means.history().campaigns()) {
      String id = record.campaignId();
      if (!running.containsKey(id) && mark.of(id)) {
        try {
          goOn(record);
        } catch (CambrianException e) {
          LOG.warn("campaign.waits", "%s: %s".formatted(id, e.getMessage()));
        }
      }
    }
  }

  private void goOn(CampaignRecord record) {
    String id = record.campaignId();
    if (record.status() != CampaignStatus.RUNNING) {
      ended(id, campaign(id));
      return;
    }
    readiness.requireModel();
    requireFree(id);
    launch(id, means.runner(campaign(id)));
    LOG.info("campaign.resumed", id + ": an earlier server ended before it did");
  }

  /**
   * Begins a campaign and runs it.
   *
   * @return its id
   */
  public String start(CampaignOrder order) {
    readiness.requireModel();
    Spec spec = readiness.spec(order.base());
    readiness.requireJudge(spec);
    CampaignSettings settings = order.settings(means.model().model());
    readiness.requireReady(spec, settings);
    readiness.requireEnough(spec, settings, order.force());
    synchronized (this) {
      requireRoom();
      String id =
          changing(
              () -> Campaigns.start(means.history(), order.name(), spec, settings, order.note()));
      mark.put(id);
      launch(id, means.runner(campaign(id)));
      LOG.info(
          "campaign.begun",
          "%s: %s, %d trials of %s"
              .formatted(id, settings.arm().id(), settings.trials(), settings.model()));
      return id;
    }
  }

  /** All of the home, the one that was started last first. */
  public List<CampaignRecord> list() {
    return means.history().campaigns();
  }

  public CampaignRecord record(String id) {
    return Optional.of(id)
        .filter(it -> it.matches(CampaignEvent.ID))
        .flatMap(means.history()::campaign)
        .orElseThrow(
            () ->
                new RequestException(
                    Kind.UNKNOWN, "there is no campaign %s".formatted(Quote.of(id, 63))));
  }

  /** One with all that happened in it. */
  public Campaign campaign(String id) {
    CampaignRecord known = record(id);
    return Campaigns.find(means.history(), known.campaignId()).orElseThrow();
  }

  /** Of a list, on the wire. */
  public ObjectNode json(CampaignRecord record) {
    return CampaignJson.of(record, runs(record.campaignId()), estimates.of(record));
  }

  /** The same of one with all that it is made of, what it has come to and what stands behind it. */
  public ObjectNode whole(String id) {
    Campaign campaign = campaign(id);
    ObjectNode json =
        CampaignJson.of(
            record(id),
            runs(id),
            campaign,
            new CampaignFindings.Reader(means.history()).tokens(campaign));
    json.set("report", FoundJson.of(campaign, means.history()));
    return json;
  }

  /** What it was to cost, by what was known when it began; takes a second. */
  public CampaignForecast forecast(Campaign campaign) {
    return CampaignForecast.of(means.history(), campaign, means.prices());
  }

  /** Whether it runs here. */
  public boolean runs(String id) {
    return running.containsKey(id);
  }

  /** Lets it begin nothing new, wherever it runs; one that is paused stays as it is. */
  public CampaignRecord pause(String id, String reason) {
    CampaignRecord record = record(id);
    return switch (record.status()) {
      case FINISHED -> throw over(record);
      case PAUSED -> record;
      case RUNNING -> {
        changing(
            () -> {
              Campaigns.pause(means.history(), id, reason);
              return id;
            });
        yield record(id);
      }
    };
  }

  /**
   * Runs it here, whoever began it, or lets it go on where it was paused; one that runs here stays
   * as it is.
   */
  public synchronized CampaignRecord resume(String id) {
    CampaignRecord record = record(id);
    if (record.status() == CampaignStatus.FINISHED) {
      throw over(record);
    }
    readiness.requireModel();
    if (!runs(id)) {
      requireRoom();
      requireFree(id);
      Campaign campaign = campaign(id);
      readiness.requireJudge(Campaigns.base(means.history(), campaign));
      CampaignRunner runner = changing(() -> means.runner(campaign));
      unpause(record);
      mark.put(id);
      launch(id, runner);
      LOG.info("campaign.resumed", id);
    } else {
      unpause(record);
    }
    return record(id);
  }

  private void unpause(CampaignRecord record) {
    if (record.status() == CampaignStatus.PAUSED) {
      changing(
          () -> {
            Campaigns.resume(means.history(), record.campaignId());
            return record;
          });
    }
  }

  /** Ends it, wherever it runs; one that was cancelled stays as it is. */
  public CampaignRecord cancel(String id, String reason) {
    CampaignRecord record = record(id);
    if (record.ending().equals(Optional.of(Ending.CANCELLED))) {
      return record;
    }
    if (record.status() == CampaignStatus.FINISHED) {
      throw over(record);
    }
    changing(
        () -> {
          Campaigns.cancel(means.history(), id, reason);
          return id;
        });
    return record(id);
  }

  /** Something that others may have come before, which is a conflict then. */
  private interface Change<T> {
    T make();
  }

  private static <T> T changing(Change<T> change) {
    try {
      return change.make();
    } catch (CampaignException e) {
      throw new RequestException(Kind.CONFLICT, String.valueOf(e.getMessage()));
    }
  }

  private static RequestException over(CampaignRecord record) {
    return new RequestException(
        Kind.CONFLICT,
        "campaign %s is over: %s"
            .formatted(
                record.campaignId(),
                record.ending().map(Ending::id).orElseGet(() -> record.status().id())));
  }

  private void requireRoom() {
    if (closed) {
      throw new RequestException(Kind.UNAVAILABLE, "the server is stopping");
    }
    if (running.size() >= MOST) {
      throw new RequestException(
          Kind.CONFLICT,
          "%d campaigns run here, which is the most: pause or cancel one".formatted(MOST));
    }
  }

  /**
   * Only for one that does not run here: POSIX drops all locks of a process on a file when it
   * closes any channel to it.
   */
  private void requireFree(String id) {
    try (TrialLock _ = TrialLock.take(Campaigns.directory(means.home(), id))) {
      return;
    } catch (TrialException e) {
      if (e.getCause() != null) {
        throw e;
      }
      throw new RequestException(
          Kind.CONFLICT,
          "campaign %s is run by another process: let that end, or pause it".formatted(id));
    }
  }

  /** With this object's lock. */
  private void launch(String id, CampaignRunner runner) {
    Thread thread =
        Thread.ofPlatform()
            .name("cambrian-campaign-" + id)
            .daemon()
            .unstarted(() -> run(id, runner));
    running.put(id, thread);
    thread.start();
  }

  private void run(String id, CampaignRunner first) {
    Optional<CampaignRunner> next = Optional.of(first);
    while (next.isPresent()) {
      try {
        CampaignRunner.Result result = next.get().run();
        next = after(id, result);
      } catch (RuntimeException | Error e) {
        next = Optional.empty();
        failed(id, e);
      }
    }
  }

  /** What is to be run still: one that was let go on while it came to rest. */
  private synchronized Optional<CampaignRunner> after(String id, CampaignRunner.Result result) {
    Campaign campaign = campaign(id);
    if (result == CampaignRunner.Result.PAUSED
        && campaign.paused().isEmpty()
        && campaign.finished().isEmpty()
        && !closed) {
      return Optional.of(means.runner(campaign));
    }
    running.remove(id);
    switch (result) {
      case FINISHED, PAUSED -> ended(id, campaign);
      case STOPPED -> LOG.info("campaign.stopped", id + ": the next server goes on with it");
    }
    return Optional.empty();
  }

  /** It does not run any more, and is not to be gone on with by itself. */
  private void ended(String id, Campaign campaign) {
    Optional<Path> _ = PromotedSpec.write(means.home(), means.history(), campaign);
    mark.remove(id);
    LOG.info(
        "campaign.ended",
        "%s: %s"
            .formatted(
                id,
                campaign
                    .finished()
                    .map(it -> it.ending().id() + ": " + it.reason())
                    .or(() -> campaign.paused().map("paused: "::concat))
                    .orElse("")));
  }

  /** It cannot go on as it is: somebody has to look, and to say so by a resumption. */
  private synchronized void failed(String id, Throwable failure) {
    LOG.error("campaign.failed", failure);
    running.remove(id);
    if (closed || Thread.currentThread().isInterrupted()) {
      return;
    }
    try {
      requireFree(id);
      CampaignRecord _ = pause(id, "it cannot go on: " + reason(failure));
      mark.remove(id);
    } catch (RuntimeException again) {
      LOG.warn("campaign.failed", "%s: %s".formatted(id, again.getMessage()));
    }
  }

  private static String reason(Throwable failure) {
    return failure instanceof CambrianException
        ? String.valueOf(failure.getMessage())
        : "%s; this is a defect of Cambrian: the server's log tells where"
            .formatted(failure.getClass().getSimpleName());
  }

  /** Nothing begins any more, and what runs is interrupted; {@link #close} waits for it. */
  public synchronized void beginClosing() {
    closed = true;
    running.values().forEach(Thread::interrupt);
  }

  /**
   * Ends what runs, which the next server goes on with; waits 15 s at most, on an interrupted
   * thread not at all.
   */
  @Override
  public void close() {
    beginClosing();
    long deadline = System.nanoTime() + ENDING.toNanos();
    try {
      for (Thread thread : List.copyOf(running.values())) {
        Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
        if (!thread.join(left)) {
          LOG.warn("campaign.left", thread.getName() + " did not end in time; nothing is lost");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
