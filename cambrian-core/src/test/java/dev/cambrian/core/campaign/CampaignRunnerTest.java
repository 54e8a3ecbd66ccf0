package dev.cambrian.core.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.Pause;
import dev.cambrian.core.evolution.Arm;
import dev.cambrian.core.evolution.CampaignSettings;
import dev.cambrian.core.evolution.Ending;
import dev.cambrian.core.evolution.Rules;
import dev.cambrian.core.history.History;
import dev.cambrian.core.pipeline.GenerationArchive;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole campaigns with a model and a judge of which everything is known. */
final class CampaignRunnerTest {
  @TempDir Path home;

  private static CampaignSettings settings(Arm arm, int trials, int parallel) {
    return new CampaignSettings(
        arm, false, "somebody", "proposer", 7, trials, parallel, 1_000, 0, 0, Rules.DEFAULT);
  }

  private CampaignRunner runner(History history, SmallWorld world, String id) {
    return new CampaignRunner(
        new CampaignMeans(
            history,
            world,
            world,
            home,
            GenerationArchive.NONE,
            Clock.systemUTC(),
            Pause.SLEEP,
            answer -> OptionalLong.of(3)),
        id,
        CampaignListener.NONE);
  }

  @Test
  void a_campaign_spends_its_trials_and_ends_with_a_verdict_on_its_mutants() {
    SmallWorld world = new SmallWorld(1);
    try (History history = History.open(home.resolve("history.db"))) {
      String id =
          Campaigns.start(
              history,
              Optional.empty(),
              SmallWorld.BASE,
              settings(Arm.TREE, 40, 3),
              Optional.empty());

      CampaignRunner runner = runner(history, world, id);

      assertThat(runner.run()).isEqualTo(CampaignRunner.Result.FINISHED);
      Campaign campaign = Campaigns.find(history, id).orElseThrow();
      assertThat(campaign.finished().orElseThrow().ending())
          .isIn(Ending.PROMOTED, Ending.BASE_STAYS);
      assertThat(campaign.nodes()).hasSizeGreaterThan(5);
      assertThat(world.asked).hasValue(campaign.trials().size());
      assertThat(world.judged).hasValue(40);
      assertThat(campaign.spending().tokens())
          .isEqualTo(110L * (world.asked.get() + world.proposed.get()));
      CampaignReplay.Outcome replay =
          CampaignReplay.of(history, id, n -> home.resolve("rebuilt-" + n));
      assertThat(replay.differences()).isEmpty();
      assertThat(replay.artifacts()).isEqualTo(40);
      assertThat(replay.proposals()).isEqualTo(campaign.proposals().size());
    }
  }
}
