package dev.cambrian.server.view;

import dev.cambrian.core.campaign.Campaigns;
import dev.cambrian.core.history.CampaignRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.HistoryException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * About how many tokens each campaign used whose providers did not tell them all, read once for
 * each state of it. Safe for use by many threads.
 */
public final class CampaignEstimates {
  /** Campaigns that are remembered. */
  private static final int MOST = 200;

  private final History history;
  private final Map<String, Known> known = new HashMap<>();

  /**
   * @param version of the campaign's stream whose estimate it is
   */
  private record Known(CampaignFindings.Reader reader, long version, OptionalLong tokens) {}

  public CampaignEstimates(History history) {
    this.history = history;
  }

  /** Of the whole, with what was told of it; empty where all was told. */
  public synchronized OptionalLong of(CampaignRecord record) {
    if (record.usageKnown()) {
      return OptionalLong.empty();
    }
    Known last = known.get(record.campaignId());
    if (last != null && last.version() == record.version()) {
      return last.tokens();
    }
    if (known.size() >= MOST) {
      known.clear();
    }
    CampaignFindings.Reader reader =
        last == null ? new CampaignFindings.Reader(history) : last.reader();
    OptionalLong tokens = estimated(reader, record.campaignId());
    known.put(record.campaignId(), new Known(reader, record.version(), tokens));
    return tokens;
  }

  /** One that was altered keeps nobody from seeing the others; {@code verify} tells it. */
  private OptionalLong estimated(CampaignFindings.Reader reader, String campaign) {
    try {
      return Campaigns.find(history, campaign)
          .map(it -> OptionalLong.of(reader.tokens(it).all()))
          .orElse(OptionalLong.empty());
    } catch (HistoryException.Corrupt altered) {
      return OptionalLong.empty();
    }
  }
}
