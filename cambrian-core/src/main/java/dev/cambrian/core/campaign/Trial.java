package dev.cambrian.core.campaign;

import dev.cambrian.core.event.CampaignEvent;
import java.time.Instant;
import java.util.Optional;

/**
 * A trial of a campaign.
 *
 * @param scored if it counts
 * @param voided if it does not; neither while it runs
 * @param endedVersion of the stream when it ended; 0 while it runs
 */
public record Trial(
    CampaignEvent.TrialStarted started,
    Instant startedAt,
    Optional<CampaignEvent.TrialScored> scored,
    Optional<CampaignEvent.TrialVoided> voided,
    long endedVersion) {
  Trial(CampaignEvent.TrialStarted started, Instant startedAt) {
    this(started, startedAt, Optional.empty(), Optional.empty(), 0);
  }

  Trial ended(CampaignEvent.TrialScored event, long version) {
    return new Trial(started, startedAt, Optional.of(event), Optional.empty(), version);
  }

  Trial ended(CampaignEvent.TrialVoided event, long version) {
    return new Trial(started, startedAt, Optional.empty(), Optional.of(event), version);
  }

  public int number() {
    return started.trial();
  }

  public boolean open() {
    return endedVersion == 0;
  }
}
