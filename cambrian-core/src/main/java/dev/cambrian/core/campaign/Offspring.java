package dev.cambrian.core.campaign;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.History;
import dev.cambrian.core.mutation.FailedCheck;
import dev.cambrian.core.mutation.FailureTraces;
import dev.cambrian.core.mutation.Trace;
import dev.cambrian.core.verdict.ReportCodec;
import java.util.List;
import java.util.function.Predicate;

/** What the offspring of the specs of a campaign came to. */
final class Offspring {
  /** The latest of a spec; more of them tell a proposer nothing new. */
  private static final int MOST = 12;

  /** The last one whose proposers saw nothing of what failed builds printed. */
  private static final int BLIND_ENGINE = 1;

  private final Campaign campaign;
  private final History history;

  Offspring(Campaign campaign, History history) {
    this.campaign = campaign;
    this.history = history;
  }

  /**
   * How the trials of a spec failed.
   *
   * @param before the version of the campaign's stream before which they ended
   */
  FailureTraces traces(int node, long before) {
    List<CampaignEvent.TrialScored> scored = scored(node, before);
    List<Trace> traces =
        scored.subList(Math.max(0, scored.size() - MOST), scored.size()).stream()
            .map(this::trace)
            .toList();
    return campaign.started().engine() <= BLIND_ENGINE
        ? FailureTraces.of(traces)
        : FailureTraces.withPrinted(traces);
  }

  /** The trials of a spec that count, in the order in which they ended. */
  List<CampaignEvent.TrialScored> scored(int node, long before) {
    return campaign.trials().stream()
        .filter(it -> it.started().node() == node && it.endedVersion() < before)
        .filter(Predicate.not(Trial::open))
        .sorted(java.util.Comparator.comparingLong(Trial::endedVersion))
        .flatMap(it -> it.scored().stream())
        .toList();
  }

  /** What one trial failed at. */
  List<FailedCheck> failed(CampaignEvent.TrialScored trial) {
    return trial.viable() ? List.of() : FailureTraces.of(List.of(trace(trial))).checks();
  }

  private Trace trace(CampaignEvent.TrialScored trial) {
    return trial
        .reportBlob()
        .<Trace>map(
            hash -> new Trace.Judged(ReportCodec.decode(TrialReports.content(history, hash))))
        .orElseGet(() -> unreadable(trial));
  }

  private Trace unreadable(CampaignEvent.TrialScored trial) {
    String failure = trial.failure().map(it -> it.id()).orElse("unknown");
    return history.read(StreamId.generation(trial.generation())).stream()
        .map(it -> it.event())
        .filter(Event.AnswerRejected.class::isInstance)
        .map(Event.AnswerRejected.class::cast)
        .reduce((_, last) -> last)
        .<Trace>map(it -> new Trace.Unreadable(it.rule(), it.reason()))
        .orElseGet(() -> new Trace.Unreadable(failure, "the answer is no artifact"));
  }
}
