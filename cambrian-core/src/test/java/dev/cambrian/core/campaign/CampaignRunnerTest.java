package dev.cambrian.core.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.NotedPause;
import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.evolution.Arm;
import dev.cambrian.core.evolution.CampaignSettings;
import dev.cambrian.core.evolution.Ending;
import dev.cambrian.core.evolution.Operator;
import dev.cambrian.core.evolution.Rules;
import dev.cambrian.core.history.CampaignStatus;
import dev.cambrian.core.history.History;
import dev.cambrian.core.llm.Budget;
import dev.cambrian.core.llm.LlmClient;
import dev.cambrian.core.llm.LlmException;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.pipeline.GenerationArchive;
import dev.cambrian.core.trial.TrialException;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.Verifier;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole campaigns with a model and a judge of which everything is known. */
final class CampaignRunnerTest {
  @TempDir Path home;

  private static CampaignSettings settings(Arm arm, int trials, int parallel) {
    return settings(arm, false, trials, parallel);
  }

  private static CampaignSettings settings(
      Arm arm, boolean againstItself, int trials, int parallel) {
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

  private History history() {
    return History.open(home.resolve("history.db"));
  }

  private static String start(History history, CampaignSettings settings) {
    return Campaigns.start(history, Optional.empty(), SmallWorld.BASE, settings, Optional.empty());
  }

  private CampaignRunner runner(History history, SmallWorld world, String id) {
    return runner(history, world, world, id, CampaignListener.NONE);
  }

  private CampaignRunner runner(
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

  private static Campaign found(History history, String id) {
    return Campaigns.find(history, id).orElseThrow();
  }

  private void assertDerivable(History history, String id) {
    assertThat(
            CampaignReplay.of(history, id, n -> home.resolve("rebuilt-%s-%d".formatted(id, n)))
                .differences())
        .isEmpty();
  }

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
  void a_proposer_that_returns_rubbish_is_refused_and_the_base_is_tried_on() {
    SmallWorld world = new SmallWorld(7);
    LlmClient rubbish =
        (request, progress) ->
            request.purpose() == Purpose.PROPOSE
                ? world.answered("I would rather talk about the weather.")
                : world.answer(request, progress);
    try (History history = history()) {
      String id = start(history, settings(Arm.TREE, 20, 2));

      runner(history, rubbish, world, id, CampaignListener.NONE).run();

      Campaign campaign = found(history, id);
      assertThat(campaign.proposals())
          .as("one more was under way when the last was refused")
          .hasSizeBetween(Rules.DEFAULT.rejections(), Rules.DEFAULT.rejections() + 1);
      assertThat(campaign.proposals())
          .allMatch(it -> it.rejected().orElseThrow().rule().equals("unreadable"));
      assertThat(campaign.finished().orElseThrow().ending()).isEqualTo(Ending.BASE_STAYS);
      assertDerivable(history, id);
    }
  }

  private static Verifier failing(AtomicInteger times, FailureKind kind, Verifier otherwise) {
    return (request, listener) ->
        times.getAndDecrement() > 0
            ? new Verification.Aborted(kind, "it is gone")
            : otherwise.verify(request, listener);
  }

  @Test
  void trials_that_the_rig_cannot_judge_are_repeated_and_too_many_of_them_pause_the_campaign() {
    SmallWorld world = new SmallWorld(8);
    AtomicInteger broken = new AtomicInteger();
    Verifier flaky = failing(broken, FailureKind.RIG_CRASHED, world);
    try (History history = history()) {
      broken.set(9);
      String id = start(history, settings(Arm.BASE, 6, 1));

      assertThat(runner(history, world, flaky, id, CampaignListener.NONE).run())
          .isEqualTo(CampaignRunner.Result.FINISHED);
      assertThat(found(history, id).trials()).hasSizeGreaterThan(6);
      assertThat(world.judged).hasValue(6);

      broken.set(100);
      String other = start(history, settings(Arm.BASE, 6, 1));
      assertThat(runner(history, world, flaky, other, CampaignListener.NONE).run())
          .isEqualTo(CampaignRunner.Result.PAUSED);
      assertThat(found(history, other).paused().orElseThrow()).contains("it is gone");
      assertThat(found(history, other).trials()).hasSize(3);
    }
  }

  @Test
  void an_answer_that_nothing_can_judge_now_is_kept_and_judged_when_the_campaign_goes_on() {
    for (FailureKind kind :
        List.of(FailureKind.IMAGE_MISSING, FailureKind.DAEMON_GONE, FailureKind.RESOURCE)) {
      SmallWorld world = new SmallWorld(11);
      AtomicInteger broken = new AtomicInteger(100);
      Verifier flaky = failing(broken, kind, world);
      try (History history = history()) {
        String id = start(history, settings(Arm.BASE, 6, 2));

        assertThat(runner(history, world, flaky, id, CampaignListener.NONE).run())
            .isEqualTo(CampaignRunner.Result.PAUSED);
        assertThat(found(history, id).paused().orElseThrow()).contains("kept", kind.id());
        int answered = world.asked.get();

        broken.set(0);
        Campaigns.resume(history, id);
        assertThat(runner(history, world, flaky, id, CampaignListener.NONE).run())
            .isEqualTo(CampaignRunner.Result.FINISHED);
        assertThat(answered).isPositive();
        assertThat(world.asked).as("no answer was asked for twice").hasValue(6);
        assertThat(found(history, id).trials()).hasSize(6).allMatch(it -> it.scored().isPresent());
      }
    }
  }

  @Test
  void what_was_spent_is_gone_from_the_caps_of_a_campaign_that_is_gone_on_with() {
    SmallWorld world = new SmallWorld(12);
    AtomicInteger broken = new AtomicInteger(9);
    Verifier flaky = failing(broken, FailureKind.RIG_CRASHED, world);
    CampaignSettings capped =
        new CampaignSettings(
            Arm.BASE, false, "somebody", "somebody", 7, 4, 1, 1_000, 10_000, 1_000, Rules.DEFAULT);
    try (History history = history()) {
      String id = start(history, capped);
      runner(history, world, flaky, id, CampaignListener.NONE).run();

      Budget budget = CampaignBudget.of(found(history, id), home, answer -> OptionalLong.of(3));

      assertThat(world.asked.get()).as("one trial came to nothing").isGreaterThan(4);
      assertThat(budget.tokensUsed()).isEqualTo(110L * world.asked.get());
      assertThat(budget.microUsdUsed()).isEqualTo(3L * world.asked.get());
    }
  }

  @Test
  void a_cap_that_is_reached_stops_the_campaign() {
    SmallWorld world = new SmallWorld(9);
    AtomicInteger left = new AtomicInteger(8);
    LlmClient capped =
        (request, progress) -> {
          if (left.getAndDecrement() <= 0) {
            throw new LlmException.BudgetExhausted("the token budget of 800 is used up");
          }
          return world.answer(request, progress);
        };
    try (History history = history()) {
      String id = start(history, settings(Arm.TREE, 20, 2));

      assertThat(runner(history, capped, world, id, CampaignListener.NONE).run())
          .isEqualTo(CampaignRunner.Result.FINISHED);

      CampaignEvent.Finished finished = found(history, id).finished().orElseThrow();
      assertThat(finished.ending()).isEqualTo(Ending.STOPPED);
      assertThat(finished.reason()).contains("token budget");
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
