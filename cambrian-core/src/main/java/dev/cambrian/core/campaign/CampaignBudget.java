package dev.cambrian.core.campaign;

import dev.cambrian.core.llm.Budget;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.Recording;
import dev.cambrian.core.llm.Recordings;
import dev.cambrian.core.llm.TokenEstimate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The caps of a campaign that is gone on with. Every answer that was paid for is recorded before it
 * counts, those of trials without a verdict too, so the recordings tell what is gone; where a
 * provider did not tell its tokens they are estimated, as {@link Budget} does it.
 */
public final class CampaignBudget {
  private CampaignBudget() {}

  /**
   * A budget of which is gone what the campaign has spent. Without caps nothing is read.
   *
   * @param cost of an answer in millionths of a US dollar; what has no price counts as nothing
   * @throws CampaignException if its recordings cannot be listed
   * @throws dev.cambrian.core.llm.RecordingException if one cannot be read
   */
  public static Budget of(Campaign campaign, Path home, Function<LlmAnswer, OptionalLong> cost) {
    Budget budget =
        new Budget(campaign.settings().tokenBudget(), campaign.settings().microUsdBudget());
    if (campaign.settings().tokenBudget() > 0 || campaign.settings().microUsdBudget() > 0) {
      for (Path place : places(Campaigns.directory(home, campaign.id()))) {
        for (Recording recording : Recordings.read(List.of(place)).all()) {
          charge(budget, recording, cost);
        }
      }
    }
    return budget;
  }

  private static void charge(
      Budget budget, Recording recording, Function<LlmAnswer, OptionalLong> cost) {
    LlmAnswer answer = recording.answer();
    if (!answer.replayed()) {
      long tokens =
          answer.usageKnown()
              ? answer.usage().total()
              : TokenEstimate.input(recording.request()) + TokenEstimate.of(answer.text());
      budget.charge(tokens, cost.apply(answer).orElse(0));
    }
  }

  /** One directory for each trial and proposal, and one for the checks. */
  private static List<Path> places(Path campaign) {
    List<Path> places = new ArrayList<>();
    for (String set : List.of("trials", "proposals")) {
      places.addAll(directories(campaign.resolve(set)));
    }
    Path checks = campaign.resolve("checks");
    if (Files.isDirectory(checks, LinkOption.NOFOLLOW_LINKS)) {
      places.add(checks);
    }
    return places;
  }

  private static List<Path> directories(Path set) {
    if (!Files.isDirectory(set, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(set)) {
      return entries.filter(it -> Files.isDirectory(it, LinkOption.NOFOLLOW_LINKS)).toList();
    } catch (IOException e) {
      throw new CampaignException("cannot list %s: %s".formatted(set, e.getMessage()));
    }
  }
}
