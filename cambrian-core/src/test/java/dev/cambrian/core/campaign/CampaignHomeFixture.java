package dev.cambrian.core.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.NotedPause;
import dev.cambrian.core.evolution.Arm;
import dev.cambrian.core.evolution.CampaignSettings;
import dev.cambrian.core.evolution.Rules;
import dev.cambrian.core.history.History;
import dev.cambrian.core.llm.LlmClient;
import dev.cambrian.core.pipeline.GenerationArchive;
import dev.cambrian.core.verdict.Verifier;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.io.TempDir;

/** A home in which campaigns run, with a model and a judge of which everything is known. */
abstract class CampaignHomeFixture {
  @TempDir Path home;

  static CampaignSettings settings(Arm arm, int trials, int parallel) {
    return settings(arm, false, trials, parallel);
  }

  static CampaignSettings settings(Arm arm, boolean againstItself, int trials, int parallel) {
    return new CampaignSettings(
        arm,
        againstItself,
        "somebody",
        "proposer",
        7,
        trials,
        parallel,
        1_000,
        0,
        0,
        Rules.DEFAULT);
  }

  History history() {
    return History.open(home.resolve("history.db"));
  }

  static String start(History history, CampaignSettings settings) {
    return Campaigns.start(history, Optional.empty(), SmallWorld.BASE, settings, Optional.empty());
  }

  CampaignRunner runner(History history, SmallWorld world, String id) {
    return runner(history, world, world, id, CampaignListener.NONE);
  }

  CampaignRunner runner(
      History history, LlmClient llm, Verifier verifier, String id, CampaignListener listener) {
    return new CampaignRunner(
        new CampaignMeans(
            history,
            llm,
            verifier,
            home,
            GenerationArchive.NONE,
            Clock.systemUTC(),
            new NotedPause(),
            answer -> OptionalLong.of(3)),
        id,
        listener);
  }

  static Campaign found(History history, String id) {
    return Campaigns.find(history, id).orElseThrow();
  }

  void assertDerivable(History history, String id) {
    assertThat(
            CampaignReplay.of(history, id, n -> home.resolve("rebuilt-%s-%d".formatted(id, n)))
                .differences())
        .isEmpty();
  }
}
