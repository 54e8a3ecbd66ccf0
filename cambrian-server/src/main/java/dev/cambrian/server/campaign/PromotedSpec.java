package dev.cambrian.server.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.campaign.Campaign;
import dev.cambrian.core.campaign.Campaigns;
import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.history.History;
import dev.cambrian.core.trial.TrialFiles;
import java.nio.file.Path;
import java.util.Optional;

/** The text of a promoted mutant, where a person finds it. */
public final class PromotedSpec {
  private PromotedSpec() {}

  /**
   * Writes it under the base's name into the campaign's directory; again, if it is there.
   *
   * @return the file; empty where nothing was promoted
   * @throws dev.cambrian.core.trial.TrialException if it cannot be written
   */
  public static Optional<Path> write(Path home, History history, Campaign campaign) {
    return campaign
        .finished()
        .flatMap(CampaignEvent.Finished::specHash)
        .map(
            hash -> {
              Path file =
                  Campaigns.directory(home, campaign.id())
                      .resolve(Campaigns.base(history, campaign).fileName());
              TrialFiles.write(file, Campaigns.text(history, hash).getBytes(UTF_8));
              return file;
            });
  }
}
