package dev.cambrian.core.campaign;

import dev.cambrian.core.event.CampaignEvent;
import java.util.List;

/** Watches a campaign. */
final class Monitor {
  private Monitor() {}

  static List<CampaignEvent> look(Campaign campaign) {
    return List.of();
  }
}
