package dev.cambrian.core.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.evolution.Arm;
import dev.cambrian.core.evolution.CampaignSettings;
import dev.cambrian.core.evolution.Ending;
import dev.cambrian.core.evolution.Rules;
import dev.cambrian.core.history.EventStore.Causation;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.WriteCondition;
import dev.cambrian.core.llm.Budget;
import dev.cambrian.core.llm.LlmClient;
import dev.cambrian.core.llm.LlmException;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.Verifier;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Campaigns whose model, judge or history is not what it should be. */
final class CampaignFaultsTest extends CampaignHomeFixture {
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
      Campaign.Spending spending = found(history, id).spending();
      assertThat(spending.tokens()).as("nothing is counted twice").isEqualTo(budget.tokensUsed());
      assertThat(spending.voidedTokens()).isEqualTo(110L * (world.asked.get() - 4));
      assertThat(spending.untold()).isZero();
      assertThat(history.campaign(id).orElseThrow().usage().total()).isEqualTo(budget.tokensUsed());
    }
  }

  @Test
  void a_run_that_was_made_before_another_one_ended_begins_nothing_anew() {
    SmallWorld world = new SmallWorld(13);
    try (History history = history()) {
      String id = start(history, settings(Arm.BASE, 6, 2));
      Thread self = Thread.currentThread();
      runner(
              history,
              world,
              world,
              id,
              event -> {
                if (event instanceof CampaignEvent.TrialStarted) {
                  self.interrupt();
                }
              })
          .run();
      assertThat(Thread.interrupted()).isTrue();
      assertThat(found(history, id).trials()).anyMatch(Trial::open);
      CampaignRunner late = runner(history, world, id);
      runner(history, world, id).run();
      int generations = history.highestGeneration();

      assertThat(late.run()).isEqualTo(CampaignRunner.Result.FINISHED);
      assertThat(history.highestGeneration()).isEqualTo(generations);
      assertThat(world.asked).hasValue(6);
    }
  }

  @Test
  void a_campaign_of_a_newer_engine_is_left_to_that() {
    try (History history = history()) {
      String id = start(history, settings(Arm.BASE, 6, 2));
      Campaign ours = found(history, id);
      history.append(
          StreamId.campaign("newer"),
          WriteCondition.noStream(),
          Causation.of(UUID.randomUUID()),
          List.of(
              new CampaignEvent.Started(
                  "newer",
                  ours.started().baseHash(),
                  CampaignSettings.ENGINE + 1,
                  ours.settings(),
                  Optional.empty())));

      assertThatThrownBy(() -> runner(history, new SmallWorld(14), "newer"))
          .isInstanceOf(CampaignException.class)
          .hasMessageContaining("newer Cambrian");
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
}
