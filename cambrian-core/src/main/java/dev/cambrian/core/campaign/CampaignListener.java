package dev.cambrian.core.campaign;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.pipeline.GrowthProgress;

/** Hears how a campaign goes on. Thread-safe, and returns at once. */
public interface CampaignListener {
  CampaignListener NONE = event -> {};

  /** An event of the campaign is part of its history, whoever made it. */
  void on(CampaignEvent event);

  /** A step of the growth that is a trial; {@link #tell} has the few that are worth a line. */
  default void grows(int trial, GrowthProgress progress) {}

  /** One line of a trial or proposal that is under way, which may quote hostile text. */
  default void tell(String line) {}
}
