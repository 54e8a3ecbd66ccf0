package dev.cambrian.core.history;

import java.util.Locale;
import java.util.Optional;

/** Where a campaign stands. */
public enum CampaignStatus {
  /** It was started or resumed; whether a process works on it no event tells. */
  RUNNING,
  /** Nothing new begins until it is resumed. */
  PAUSED,
  /** Nothing follows. */
  FINISHED;

  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<CampaignStatus> of(String id) {
    for (CampaignStatus status : values()) {
      if (status.id().equals(id)) {
        return Optional.of(status);
      }
    }
    return Optional.empty();
  }
}
