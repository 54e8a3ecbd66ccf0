package dev.cambrian.core.campaign;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.evolution.CampaignSettings;
import dev.cambrian.core.evolution.Conclusion;
import dev.cambrian.core.evolution.Decision;
import dev.cambrian.core.evolution.Ending;
import dev.cambrian.core.evolution.Operator;
import dev.cambrian.core.evolution.Phase;
import dev.cambrian.core.trial.TrialLock;
import dev.cambrian.core.verdict.FailureKind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs a campaign to its end, or until it is paused or told to stop. Whatever is decided is an
 * event before it begins, and what was paid for lies on disk before it is believed, so that a run
 * that was killed is gone on with by the next one: no question is asked again, no trial is made
 * twice.
 */
public final class CampaignRunner {
  /** How long others may wait until a pause or a cancellation is noticed. */
  private static final long POLL_MS = 500;

  /** Of trials or proposals that end for nobody's fault, in a row, before somebody has to look. */
  private static final int IN_VAIN = 3;

  /** How a run ended. */
  public enum Result {
    /** The campaign is over. */
    FINISHED,
    /** It is paused. */
    PAUSED,
    /** It was told to stop, or interrupted; it can be gone on with. */
    STOPPED
  }

  private final CampaignLog log;
  private final Campaign campaign;
  private final Workshop workshop;
  private final Breeder breeder;
  private final BlockingQueue<Work.Done> done = new LinkedBlockingQueue<>();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private int running;

  /**
   * @throws CampaignException if there is no such campaign, or a newer Cambrian began it
   */
  public CampaignRunner(CampaignMeans means, String id, CampaignListener listener) {
    this.log = new CampaignLog(means.history(), id, listener::on);
    this.campaign = log.campaign();
    if (campaign.started().engine() > CampaignSettings.ENGINE) {
      throw new CampaignException(
          "campaign %s was begun by a newer Cambrian, whose rules %d this one does not know: go on with that"
              .formatted(id, campaign.started().engine()));
    }
    this.workshop =
        new Workshop(
            means, campaign, Campaigns.base(means.history(), campaign).fileName(), listener);
    this.breeder = new Breeder(campaign, means.history(), workshop::spec);
  }

  public Campaign campaign() {
    return campaign;
  }

  /** Nothing new begins, what is under way ends, then {@link #run} returns. For any thread. */
  public void stop() {
    stopping.set(true);
  }

  /**
   * Goes on with the campaign. If the thread is interrupted, what is under way is ended and can be
   * gone on with.
   *
   * @throws dev.cambrian.core.trial.TrialException if another run has the campaign
   * @throws dev.cambrian.core.history.HistoryException if the history cannot be written; what is
   *     under way is ended
   */
  public Result run() {
    try (TrialLock _ = TrialLock.take(workshop.directory());
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        // Whoever had the lock before may have gone on with it since it was read.
        log.sync();
        if (campaign.finished().isEmpty()) {
          begunBefore(executor);
        }
        return loop(executor);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Result.STOPPED;
      } finally {
        executor.shutdownNow();
      }
    }
  }

  /** What a run before this one has begun and not ended. */
  private void begunBefore(ExecutorService executor) {
    List.copyOf(campaign.trials()).stream()
        .filter(Trial::open)
        .forEach(it -> submit(executor, trial(it)));
    List.copyOf(campaign.proposals()).stream()
        .filter(Proposal::open)
        .forEach(it -> propose(executor, it));
  }

  private Work trial(Trial trial) {
    return new Work.OfTrial(
        trial.started(), trial.startedAt(), campaign.specHash(trial.started().node()));
  }

  private Result loop(ExecutorService executor) throws InterruptedException {
    while (true) {
      log.sync();
      if (campaign.finished().isPresent()) {
        return Result.FINISHED;
      }
      begin(executor);
      if (campaign.finished().isPresent()) {
        return Result.FINISHED;
      }
      if (running == 0 && stopping.get()) {
        return Result.STOPPED;
      }
      if (running == 0 && campaign.paused().isPresent()) {
        return Result.PAUSED;
      }
      Work.Done ended = done.poll(POLL_MS, TimeUnit.MILLISECONDS);
      if (ended != null) {
        running--;
        take(ended);
      }
    }
  }

  /** Begins all that may begin now. */
  private void begin(ExecutorService executor) {
    while (running < campaign.settings().parallel()
        && !stopping.get()
        && campaign.paused().isEmpty()
        && campaign.finished().isEmpty()) {
      switch (campaign.search().next()) {
        case Decision.Try(int node, Phase phase) -> tryNext(executor, node, phase);
        case Decision.Propose(int parent) -> propose(executor, parent);
        case Decision.Await() -> {
          return;
        }
        case Decision.Finish(Conclusion conclusion) -> finish(conclusion);
      }
    }
  }

  private void tryNext(ExecutorService executor, int node, Phase phase) {
    int number = campaign.nextTrial();
    if (log.append(new CampaignEvent.TrialStarted(campaign.id(), number, node, phase))) {
      submit(executor, trial(campaign.trial(number)));
    }
  }

  private void propose(ExecutorService executor, int parent) {
    int number = campaign.nextProposal();
    CampaignEvent.ProposalAsked asked = breeder.decide(number, parent);
    if (log.append(asked)) {
      propose(executor, campaign.proposal(number));
    }
  }

  private void propose(ExecutorService executor, Proposal proposal) {
    CampaignEvent.ProposalAsked asked = proposal.asked();
    if (asked.operator() == Operator.COPY) {
      log.append(
          new CampaignEvent.ProposalAccepted(
              campaign.id(),
              asked.proposal(),
              campaign.nodes().size(),
              campaign.specHash(asked.parent()),
              ""));
      return;
    }
    submit(executor, breeder.work(proposal));
  }

  private void submit(ExecutorService executor, Work work) {
    running++;
    executor.execute(() -> done.add(workshop.done(work)));
  }

  private void take(Work.Done ended) {
    switch (ended) {
      case Work.Scored(CampaignEvent.TrialScored event) -> log.append(event);
      case Work.Voided(CampaignEvent.TrialVoided event) -> {
        log.append(event);
        pauseIf(
            campaign.voidedInARow() >= IN_VAIN,
            "%d trials in a row came to nothing, the last one: %s"
                .formatted(campaign.voidedInARow(), event.reason()));
        stopIf(event.kind(), event.reason());
      }
      case Work.Waits(String reason) ->
          pauseIf(true, "nothing can be judged, what was answered is kept: " + reason);
      case Work.Proposed proposed -> breeder.take(proposed, workshop.price(proposed.answer()), log);
      case Work.Abandoned(CampaignEvent.ProposalAbandoned event) -> {
        log.append(event);
        pauseIf(
            campaign.abandonedInARow() >= IN_VAIN,
            "%d proposals in a row got no answer, the last one: %s"
                .formatted(campaign.abandonedInARow(), event.reason()));
        stopIf(event.kind(), event.reason());
      }
      case Work.Left ignored -> stopping.set(true);
      case Work.Broken(RuntimeException failure) -> throw failure;
    }
    Monitor.look(campaign).forEach(log::append);
  }

  private void pauseIf(boolean holds, String reason) {
    if (holds && campaign.paused().isEmpty()) {
      log.append(new CampaignEvent.Paused(campaign.id(), reason));
    }
  }

  /** A cap that is reached stays reached. */
  private void stopIf(FailureKind kind, String reason) {
    if (kind == FailureKind.BUDGET_EXHAUSTED) {
      log.append(
          new CampaignEvent.Finished(
              campaign.id(),
              Ending.STOPPED,
              Optional.empty(),
              Optional.empty(),
              OptionalDouble.empty(),
              reason));
    }
  }

  private void finish(Conclusion conclusion) {
    Optional<Integer> node = conclusion.promoted();
    log.append(
        new CampaignEvent.Finished(
            campaign.id(),
            node.isPresent() ? Ending.PROMOTED : Ending.BASE_STAYS,
            node,
            node.map(campaign::specHash),
            conclusion.probabilityBetter(),
            conclusion.reason()));
  }
}
