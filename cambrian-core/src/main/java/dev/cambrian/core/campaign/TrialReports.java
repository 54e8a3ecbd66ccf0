package dev.cambrian.core.campaign;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.HistoryException;
import dev.cambrian.core.verdict.ReportCodec;
import dev.cambrian.core.verdict.ViabilityReport;
import java.util.List;

/**
 * What the rig said of the latest trials of a campaign that count, by their number.
 *
 * @param trials how many they are, with those whose answer was no artifact
 * @param reports of the others
 */
record TrialReports(int trials, List<ViabilityReport> reports) {
  /** Reports are large, and more of them tell nothing else. */
  private static final int MOST = 200;

  static TrialReports of(History history, Campaign campaign) {
    List<CampaignEvent.TrialScored> scored =
        campaign.trials().stream().flatMap(it -> it.scored().stream()).toList();
    List<CampaignEvent.TrialScored> latest =
        scored.subList(Math.max(0, scored.size() - MOST), scored.size());
    return new TrialReports(
        latest.size(),
        latest.stream()
            .flatMap(it -> it.reportBlob().stream())
            .map(it -> ReportCodec.decode(content(history, it)))
            .toList());
  }

  static byte[] content(History history, String hash) {
    return history
        .get(hash)
        .orElseThrow(
            () -> new HistoryException.Corrupt("the report %s is not stored".formatted(hash)));
  }
}
