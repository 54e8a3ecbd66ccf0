package dev.cambrian.core.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.event.CampaignEvent.MonitorTriggered;
import dev.cambrian.core.evolution.Arm;
import dev.cambrian.core.evolution.CampaignSettings;
import dev.cambrian.core.evolution.Phase;
import dev.cambrian.core.evolution.Rules;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Each condition is told once, with its numbers and what it changed. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class MonitorTest {
  private static MonitorTriggered only(Story story) {
    assertThat(story.campaign().notices()).isEmpty();
    MonitorTriggered notice = story.look().getFirst();
    assertThat(story.look()).as("told once").isEmpty();
    return notice;
  }

  private static CampaignSettings capped(long tokens, long microUsd) {
    return new CampaignSettings(
        Arm.TREE, false, "somebody", "p", 7, 100, 1, 1_000, tokens, microUsd, Rules.DEFAULT);
  }

  private static Story children(Story story, int many) {
    for (int i = 0; i < many; i++) {
      story.child(0, "prices", Story.shop("Price %d.".formatted(i), "Parcels go."));
    }
    return story;
  }

  @Test
  void a_base_that_never_lived_is_told_from_the_eighth_trial_on() {
    Story story = new Story().failed(0, Phase.SEARCH, "apples-cost", 7);
    assertThat(story.look()).isEmpty();

    MonitorTriggered notice = only(story.unreadable(0, 1));

    assertThat(notice.trigger()).isEqualTo("base-never-lives");
    assertThat(notice.message()).contains("0 of 8 trials, the rate lies from 0.00 to 0.34");
    assertThat(notice.action()).startsWith("told only");
    assertThat(story.lived(0, Phase.SEARCH, 0).unreadable(0, 1).look()).isEmpty();
  }

  @Test
  void a_base_that_always_lived_is_told_from_the_eighth_trial_on() {
    Story story = new Story().lived(0, Phase.SEARCH, 7);
    assertThat(story.look()).isEmpty();

    MonitorTriggered notice = only(story.lived(0, Phase.SEARCH, 1));

    assertThat(notice.trigger()).isEqualTo("base-always-lives");
    assertThat(notice.message()).contains("8 of 8 trials, the rate lies from 0.66 to 1.00");
    assertThat(notice.action()).isEqualTo("told only");
  }

  @Test
  void a_plateau_is_told_until_another_spec_is_ahead() {
    Story story = children(new Story().lived(0, Phase.SEARCH, 3).unreadable(0, 1), 5);
    for (int node = 1; node <= 3; node++) {
      story.unreadable(node, 1);
    }
    assertThat(story.look()).isEmpty();

    MonitorTriggered notice = only(story.unreadable(4, 1));
    assertThat(notice.trigger()).isEqualTo("plateau");
    assertThat(notice.message()).startsWith("node 0 is still ahead: 3 of 4 trials; the last 4");
    assertThat(notice.action()).contains("write a section anew");

    children(story.lived(5, Phase.SEARCH, 9), 4);
    for (int node = 6; node <= 9; node++) {
      story.unreadable(node, 1);
    }
    assertThat(story.look())
        .extracting(MonitorTriggered::message)
        .anyMatch(it -> it.startsWith("node 5 is still ahead"));
  }

  @Test
  void tokens_and_money_are_projected_over_their_caps() {
    // 100 tokens and 0.002 dollars each: 10,000 tokens and 0.20 dollars for 100 trials.
    Story tokens = new Story(capped(9_999, 0)).lived(0, Phase.SEARCH, 4).unreadable(0, 1);
    assertThat(only(tokens).message())
        .isEqualTo(
            "the tokens do not suffice: 500.00 tokens for 5 of 100 trials, 10,000 at this rate for all, the cap is 9,999: it is reached after about 99");

    Story money = new Story(capped(0, 150_000)).lived(0, Phase.SEARCH, 4).unreadable(0, 1);
    assertThat(only(money))
        .satisfies(it -> assertThat(it.trigger()).isEqualTo("budget-burn"))
        .satisfies(
            it ->
                assertThat(it.message()).contains("the cap is 0.15: it is reached after about 75"));

    assertThat(new Story(capped(10_000, 200_000)).lived(0, Phase.SEARCH, 4).unreadable(0, 1).look())
        .isEmpty();
  }

  @Test
  void failures_of_one_kind_are_a_cluster() {
    Story story =
        new Story()
            .lived(0, Phase.SEARCH, 1)
            .failed(0, Phase.SEARCH, "apples-cost", 8)
            .unreadable(0, 1);
    assertThat(story.look()).isEmpty();

    MonitorTriggered notice = only(story.unreadable(0, 1));

    assertThat(notice.trigger()).isEqualTo("failures-clustered");
    assertThat(notice.message())
        .isEqualTo("most failures are of one kind, health: 8 of 10 failed trials");
    assertThat(notice.action()).isEqualTo("told only");
    assertThat(
            new Story()
                .lived(0, Phase.SEARCH, 1)
                .failed(0, Phase.SEARCH, "apples-cost", 7)
                .unreadable(0, 3)
                .look())
        .isEmpty();
  }

  @Test
  void mutants_that_all_behave_the_same_are_told() {
    Story story = children(new Story().failed(0, Phase.SEARCH, "apples-cost", 2), 4);
    for (int node = 1; node <= 3; node++) {
      story.lived(node, Phase.SEARCH, 2).unreadable(node, 1);
    }
    assertThat(story.look()).isEmpty();

    MonitorTriggered notice = only(story.lived(4, Phase.SEARCH, 2).unreadable(4, 1));

    assertThat(notice.trigger()).isEqualTo("diversity-collapsed");
    assertThat(notice.message())
        .isEqualTo(
            "the latest mutants behave the same, failing at unreadable-answer: nodes 1 (2 of 3 lived), 2 (2 of 3 lived), 3 (2 of 3 lived), 4 (2 of 3 lived)");
  }

  @Test
  void a_control_that_lives_less_often_than_before_warns_of_a_drift() {
    Story story = new Story().unreadable(0, 1).lived(0, Phase.SEARCH, 13);
    assertThat(story.look()).isEmpty();

    story.lived(0, Phase.CONFIRM, 1).failed(0, Phase.CONFIRM, "apples-cost", 8);

    assertThat(story.look())
        .filteredOn(it -> it.trigger().equals("model-drift"))
        .first()
        .satisfies(
            it ->
                assertThat(it.message())
                    .contains("13 of 14 in the search, 1 of 9 as control of the confirmation"))
        .satisfies(it -> assertThat(it.action()).startsWith("told only"));
    assertThat(story.look()).isEmpty();
  }

  @Test
  void a_base_that_lives_less_often_in_its_later_trials_warns_of_a_drift() {
    MonitorTriggered notice =
        only(new Story().lived(0, Phase.SEARCH, 8).failed(0, Phase.SEARCH, "apples-cost", 8));

    assertThat(notice.trigger()).isEqualTo("model-drift");
    assertThat(notice.message())
        .contains("8 of 8 in the first half of its trials, 0 of 8 in the second");
  }

  @Test
  void a_proposer_that_is_refused_again_and_again_is_told_with_the_rules() {
    Story story = new Story().unreadable(0, 1);
    for (int i = 0; i < 4; i++) {
      story.refused(0, "frozen");
    }
    assertThat(story.look()).isEmpty();

    MonitorTriggered notice = only(story.refused(0, "lint"));

    assertThat(notice.trigger()).isEqualTo("proposer-refused");
    assertThat(notice.message())
        .isEqualTo("5 proposals in a row were refused: by rule, of all, frozen 4, lint 1");
    assertThat(notice.action()).contains("nothing more is proposed");
  }
}
