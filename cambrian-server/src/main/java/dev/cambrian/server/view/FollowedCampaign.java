package dev.cambrian.server.view;

import dev.cambrian.core.campaign.Campaign;
import dev.cambrian.core.campaign.CampaignReport;
import dev.cambrian.core.campaign.Campaigns;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.CampaignRecord;
import dev.cambrian.core.history.History;
import java.util.List;
import java.util.Optional;

/**
 * A campaign that is drawn anew as it goes on: of its events only the new ones are read. Safe for
 * use by many threads.
 */
public final class FollowedCampaign {
  private static final int PAGE = 500;

  private final History history;
  private final ProposedEdits edits;
  private final Campaign campaign;
  private final CampaignFindings.Reader findings;
  private Optional<CampaignView> drawn = Optional.empty();

  private FollowedCampaign(History history, ProposedEdits edits, Campaign campaign) {
    this.history = history;
    this.edits = edits;
    this.campaign = campaign;
    this.findings = new CampaignFindings.Reader(history);
  }

  /** Of one campaign; empty where there is none of that id. */
  public static Optional<FollowedCampaign> of(History history, ProposedEdits edits, String id) {
    return Campaigns.find(history, id).map(it -> new FollowedCampaign(history, edits, it));
  }

  /**
   * As it is now.
   *
   * @param record of it, as it is now
   */
  public synchronized CampaignView view(CampaignRecord record) {
    Optional<CampaignView> known = drawn.filter(it -> it.record().version() == record.version());
    CampaignView view = known.orElseGet(() -> draw(record));
    drawn = Optional.of(view);
    return view;
  }

  private CampaignView draw(CampaignRecord record) {
    List<RecordedEvent> fresh;
    do {
      fresh = history.read(StreamId.campaign(campaign.id()), campaign.version(), PAGE);
      fresh.forEach(campaign::apply);
    } while (fresh.size() == PAGE);
    CampaignReport report = CampaignReport.withoutSections(campaign);
    return CampaignView.of(record, campaign, report, findings.of(campaign, report), edits);
  }
}
