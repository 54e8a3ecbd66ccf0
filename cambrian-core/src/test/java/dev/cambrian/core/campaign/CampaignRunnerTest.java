package dev.cambrian.core.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.evolution.Arm;
import dev.cambrian.core.evolution.Ending;
import dev.cambrian.core.evolution.Operator;
import dev.cambrian.core.history.CampaignStatus;
import dev.cambrian.core.history.History;
import dev.cambrian.core.trial.TrialException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Whole campaigns with a model and a judge of which everything is known. */
final class CampaignRunnerTest extends CampaignHomeFixture {
  @Test
  void a_campaign_spends_its_trials_and_can_be_derived_anew_from_its_answers() {
    SmallWorld world = new SmallWorld(1);
    try (History history = history()) {
      String id = start(history, settings(Arm.TREE, 40, 3));

      assertThat(runner(history, world, id).run()).isEqualTo(CampaignRunner.Result.FINISHED);

      Campaign campaign = found(history, id);
      assertThat(campaign.finished().orElseThrow().ending())
          .isIn(Ending.PROMOTED, Ending.BASE_STAYS);
      assertThat(campaign.nodes()).hasSizeGreaterThan(5);
      assertThat(world.asked).hasValue(campaign.trials().size());
      assertThat(world.judged).hasValue(40);
      assertThat(campaign.spending().tokens())
          .isEqualTo(110L * (world.asked.get() + world.proposed.get()));
      assertThat(campaign.spending().microUsd())
          .isEqualTo(3L * (world.asked.get() + world.proposed.get()));
      assertThat(history.campaign(id).orElseThrow().status()).isEqualTo(CampaignStatus.FINISHED);
      assertDerivable(history, id);
    }
  }

  @Test
  void every_control_spends_its_trials_and_ends() {
    for (Arm arm : Arm.values()) {
      SmallWorld world = new SmallWorld(2);
      try (History history = history()) {
        String id = start(history, settings(arm, 25, 2));

        assertThat(runner(history, world, id).run()).isEqualTo(CampaignRunner.Result.FINISHED);

        Campaign campaign = found(history, id);
        assertThat(campaign.finished()).as(arm.id()).isPresent();
        assertThat(campaign.trials()).as(arm.id()).hasSizeLessThanOrEqualTo(25);
        assertDerivable(history, id);
      }
    }
  }

  @Test
  void a_base_against_itself_asks_nobody_for_mutants_and_finds_no_difference() {
    SmallWorld world = new SmallWorld(3);
    try (History history = history()) {
      String id = start(history, settings(Arm.TREE, true, 40, 2));

      runner(history, world, id).run();

      Campaign campaign = found(history, id);
      assertThat(world.proposed).hasValue(0);
      assertThat(campaign.nodes()).hasSizeGreaterThan(3);
      assertThat(campaign.proposals()).allMatch(it -> it.asked().operator() == Operator.COPY);
      assertThat(campaign.finished().orElseThrow().ending()).isEqualTo(Ending.BASE_STAYS);
      assertDerivable(history, id);
    }
  }

  @Test
  void a_run_that_is_cut_off_again_and_again_asks_and_judges_nothing_twice() {
    SmallWorld world = new SmallWorld(4);
    String id;
    try (History history = history()) {
      id = start(history, settings(Arm.TREE, 30, 3));
    }
    int runs = 0;
    while (true) {
      runs++;
      AtomicInteger heard = new AtomicInteger();
      Thread self = Thread.currentThread();
      int patience = 3 + runs;
      try (History history = history()) {
        CampaignRunner.Result result =
            runner(
                    history,
                    world,
                    world,
                    id,
                    event -> {
                      if (heard.incrementAndGet() == patience) {
                        self.interrupt();
                      }
                    })
                .run();
        Thread.interrupted();
        if (result == CampaignRunner.Result.FINISHED) {
          break;
        }
      }
    }

    try (History history = history()) {
      Campaign campaign = found(history, id);
      assertThat(runs).isGreaterThan(3);
      assertThat(campaign.trials()).allMatch(it -> it.scored().isPresent());
      assertThat(world.asked).hasValue(campaign.trials().size());
      assertThat(world.proposed).hasValue(campaign.proposals().size());
      assertDerivable(history, id);
    }
  }

  @Test
  void a_paused_campaign_begins_nothing_and_a_resumed_one_goes_on() {
    SmallWorld world = new SmallWorld(5);
    try (History history = history()) {
      String id = start(history, settings(Arm.TREE, 20, 2));
      CampaignRunner first =
          runner(
              history,
              world,
              world,
              id,
              event -> {
                if (event instanceof CampaignEvent.TrialScored scored && scored.trial() == 5) {
                  Campaigns.pause(history, id, "to look at it");
                }
              });

      assertThat(first.run()).isEqualTo(CampaignRunner.Result.PAUSED);
      assertThat(world.judged.get()).isBetween(5, 7);

      Campaigns.resume(history, id);
      assertThat(runner(history, world, id).run()).isEqualTo(CampaignRunner.Result.FINISHED);
      assertThat(world.judged).hasValue(20);
      assertDerivable(history, id);
    }
  }

  @Test
  void a_cancelled_campaign_ends_and_takes_nothing_more() {
    SmallWorld world = new SmallWorld(6);
    try (History history = history()) {
      String id = start(history, settings(Arm.TREE, 20, 2));

      CampaignRunner.Result result =
          runner(
                  history,
                  world,
                  world,
                  id,
                  event -> {
                    if (event instanceof CampaignEvent.TrialScored scored && scored.trial() == 4) {
                      Campaigns.cancel(history, id, "enough");
                    }
                  })
              .run();

      assertThat(result).isEqualTo(CampaignRunner.Result.FINISHED);
      assertThat(found(history, id).finished().orElseThrow().ending()).isEqualTo(Ending.CANCELLED);
      assertThatThrownBy(() -> Campaigns.resume(history, id))
          .isInstanceOf(CampaignException.class)
          .hasMessageContaining(id);
    }
  }

  @Test
  void a_campaign_is_run_by_one_at_a_time_and_two_campaigns_run_side_by_side() throws Exception {
    SmallWorld world = new SmallWorld(10);
    try (History history = history()) {
      String id = start(history, settings(Arm.TREE, 15, 2));
      String other = start(history, settings(Arm.TREE, 15, 2));
      List<TrialException> refused = new CopyOnWriteArrayList<>();
      Thread beside = Thread.ofVirtual().start(() -> runner(history, world, other).run());

      runner(
              history,
              world,
              world,
              id,
              event -> {
                if (event instanceof CampaignEvent.TrialScored scored && scored.trial() == 2) {
                  try {
                    runner(history, world, id).run();
                  } catch (TrialException e) {
                    refused.add(e);
                  }
                }
              })
          .run();
      beside.join();

      assertThat(refused).hasSize(1);
      assertThat(found(history, id).finished()).isPresent();
      assertThat(found(history, other).finished()).isPresent();
      assertThat(world.judged)
          .hasValue(found(history, id).trials().size() + found(history, other).trials().size());
      assertDerivable(history, id);
      assertDerivable(history, other);
    }
  }
}
