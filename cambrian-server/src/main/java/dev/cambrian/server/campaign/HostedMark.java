package dev.cambrian.server.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.campaign.Campaigns;
import dev.cambrian.core.trial.TrialException;
import dev.cambrian.core.trial.TrialFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tells that a server runs a campaign, so that the next one goes on with it: a file in the
 * campaign's directory, there from its start until it is over or paused. What {@code cambrian
 * evolve} runs has none.
 */
final class HostedMark {
  private static final String NAME = ".hosted";

  private final Path home;

  HostedMark(Path home) {
    this.home = home;
  }

  /**
   * @throws TrialException if it cannot be written
   */
  void put(String campaign) {
    TrialFiles.write(
        file(campaign), "A server runs this campaign and goes on with it.\n".getBytes(UTF_8));
  }

  boolean of(String campaign) {
    return Files.exists(file(campaign));
  }

  /**
   * @throws TrialException if it cannot be deleted
   */
  void remove(String campaign) {
    try {
      Files.deleteIfExists(file(campaign));
    } catch (IOException e) {
      throw new TrialException("cannot delete %s: %s".formatted(file(campaign), e), e);
    }
  }

  private Path file(String campaign) {
    return Campaigns.directory(home, campaign).resolve(NAME);
  }
}
