package dev.cambrian.core.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.EventCodec;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.evolution.Ending;
import dev.cambrian.core.llm.TokenUsage;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class CampaignFoldTest {
  private static final Instant START = Instant.parse("2026-11-24T09:00:00.000Z");

  /** The state after these events, which happen one second apart. */
  private static Optional<CampaignState> fold(List<? extends Event> events) {
    Optional<CampaignState> state = Optional.empty();
    for (int i = 0; i < events.size(); i++) {
      state = Optional.of(CampaignFold.evolve(state, recorded(i + 1, events.get(i))));
    }
    return state;
  }

  private static CampaignState fold(Event... events) {
    return fold(List.of(events)).orElseThrow();
  }

  private static RecordedEvent recorded(long version, Event event) {
    return new RecordedEvent(
        version + 10,
        new UUID(1, version),
        StreamId.of(event),
        version,
        EventCodec.typeOf(event),
        1,
        START.plusSeconds(version - 1),
        new UUID(2, 2),
        Optional.empty(),
        event,
        "");
  }

  @Test
  void a_whole_campaign_is_counted() {
    CampaignState state = fold(Campaigns.whole()).orElseThrow();

    CampaignRecord record = state.record();
    assertThat(record.proposals()).isEqualTo(new CampaignRecord.Proposals(2, 1, 1, 0));
    assertThat(record.trials()).isEqualTo(new CampaignRecord.Trials(5, 4, 2, 1));
    assertThat(record.trials().open()).isZero();
    assertThat(record.usage()).isEqualTo(new TokenUsage(4_200, 2_100, 40, 20));
    assertThat(record.usageKnown()).isTrue();
    assertThat(record.costMicroUsd()).isEqualTo(OptionalLong.of(4_250_000));
    assertThat(record.status()).isEqualTo(CampaignStatus.FINISHED);
    assertThat(record.ending()).contains(Ending.PROMOTED);
    assertThat(record.promotedNode()).contains(1);
    assertThat(record.promotedHash()).contains(Campaigns.spec(1));
    assertThat(record.probabilityBetter()).isEqualTo(OptionalDouble.of(0.93));
    assertThat(record.reason()).contains("0.93 is at least 0.8");
    assertThat(record.started()).isEqualTo(START);
    assertThat(record.completed()).contains(START.plusSeconds(18));
    assertThat(record.version()).isEqualTo(19);
    assertThat(state.specs()).containsExactly(Campaigns.BASE, Campaigns.spec(1));
    assertThat(state.position()).isEqualTo(11);
  }

  @Test
  void what_is_open_is_known_until_it_ends() {
    CampaignState state =
        fold(
            Campaigns.started(),
            Campaigns.asked(1, 0),
            Campaigns.asked(2, 0),
            Campaigns.trial(1, 0),
            Campaigns.trial(2, 0),
            Campaigns.viable(1),
            Campaigns.abandoned(2));

    assertThat(state.openTrials()).containsExactly(2);
    assertThat(state.openProposals()).containsOnlyKeys(1);
    assertThat(state.record().trials().open()).isEqualTo(1);
    assertThat(state.record().proposals().open()).isEqualTo(1);
  }

  @Test
  void one_unknown_price_makes_the_cost_unknown_for_good() {
    CampaignRecord record =
        fold(
                Campaigns.started(),
                Campaigns.trial(1, 0),
                Campaigns.trial(2, 0),
                Campaigns.unreadable(1, OptionalLong.empty()),
                Campaigns.viable(2))
            .record();

    assertThat(record.costMicroUsd()).isEmpty();
    assertThat(record.usageKnown()).isTrue();
  }

  @Test
  void one_answer_of_unknown_usage_makes_the_usage_unknown_for_good() {
    CampaignRecord record =
        fold(
                Campaigns.started(),
                Campaigns.asked(1, 0),
                Campaigns.answered(1, false, OptionalLong.of(0)),
                Campaigns.trial(1, 0),
                Campaigns.viable(1))
            .record();

    assertThat(record.usageKnown()).isFalse();
  }

  @Test
  void a_voided_trial_costs_and_counts_nothing() {
    CampaignRecord record =
        fold(Campaigns.started(), Campaigns.trial(1, 0), Campaigns.voided(1)).record();

    assertThat(record.usage()).isEqualTo(TokenUsage.NONE);
    assertThat(record.costMicroUsd()).isEqualTo(OptionalLong.of(0));
    assertThat(record.trials()).isEqualTo(new CampaignRecord.Trials(1, 0, 0, 1));
  }

  @Test
  void in_a_pause_nothing_begins_but_what_is_open_ends() {
    Event[] paused = {
      Campaigns.started(), Campaigns.asked(1, 0), Campaigns.trial(1, 0), Campaigns.paused()
    };

    refused("it is paused, nothing new begins", paused, Campaigns.trial(2, 0));
    refused("it is paused, nothing new begins", paused, Campaigns.asked(2, 0));
    refused("it is paused", paused, Campaigns.paused());
    CampaignState state =
        fold(
            with(
                paused,
                Campaigns.answered(1),
                Campaigns.accepted(1, 1),
                Campaigns.viable(1),
                Campaigns.noticed()));
    assertThat(state.record().status()).isEqualTo(CampaignStatus.PAUSED);
    assertThat(state.record().reason()).contains("asked for");
    CampaignRecord resumed = fold(with(paused, Campaigns.resumed())).record();
    assertThat(resumed.status()).isEqualTo(CampaignStatus.RUNNING);
    assertThat(resumed.reason()).isEmpty();
    assertThat(fold(with(paused, Campaigns.baseStays())).record().completed()).isPresent();
  }

  @Test
  void a_copy_has_the_spec_of_its_parent_and_needs_no_answer() {
    Event[] copying = {Campaigns.started(), Campaigns.copy(1, 0)};

    assertThat(fold(with(copying, Campaigns.accepted(1, 1, Campaigns.BASE))).specs())
        .containsExactly(Campaigns.BASE, Campaigns.BASE);
    assertThat(fold(with(copying, Campaigns.rejected(1))).record().proposals().rejected())
        .isEqualTo(1);
    refused("the spec of node 0 is " + Campaigns.BASE, copying, Campaigns.accepted(1, 1));
    refused("a copy asks no model", copying, Campaigns.answered(1));
  }

  @Test
  void what_cannot_follow_is_refused_with_the_reason() {
    Event[] none = {};
    Event[] started = {Campaigns.started()};
    Event[] asked = with(started, Campaigns.asked(1, 0));
    Event[] answered = with(asked, Campaigns.answered(1));
    Event[] accepted = with(answered, Campaigns.accepted(1, 1));
    Event[] trial = with(started, Campaigns.trial(1, 0));

    refused("the campaign was never started", none, Campaigns.trial(1, 0));
    refused("the campaign was started before", started, Campaigns.started());
    refused("it is not paused", started, Campaigns.resumed());
    refused("the next proposal is 1, not 2", started, Campaigns.asked(2, 0));
    refused("the next proposal is 2, not 1", asked, Campaigns.asked(1, 0));
    refused("there is no node 1, the last is 0", started, Campaigns.asked(1, 1));
    refused("there is no node 2, the last is 1", accepted, Campaigns.transplant(2, 1, 2));
    refused("proposal 1 is not open", started, Campaigns.answered(1));
    refused("proposal 1 has no answer", asked, Campaigns.accepted(1, 1));
    refused("proposal 1 has no answer", asked, Campaigns.rejected(1));
    refused("proposal 1 has its answer", answered, Campaigns.answered(1));
    refused("the next node is 1, not 2", answered, Campaigns.accepted(1, 2));
    refused("proposal 1 is not open", accepted, Campaigns.accepted(1, 2));
    refused("proposal 1 is not open", accepted, Campaigns.rejected(1));
    refused("proposal 1 is not open", accepted, Campaigns.abandoned(1));
    refused("the next trial is 1, not 2", started, Campaigns.trial(2, 0));
    refused("there is no node 1, the last is 0", started, Campaigns.trial(1, 1));
    refused("trial 1 is not open", started, Campaigns.viable(1));
    refused("trial 1 is not open", with(trial, Campaigns.viable(1)), Campaigns.viable(1));
    refused("trial 1 is not open", with(trial, Campaigns.voided(1)), Campaigns.viable(1));
    refused("trial 1 is not open", with(trial, Campaigns.viable(1)), Campaigns.voided(1));
    refused("there is no node 1, the last is 0", started, Campaigns.promoted(1));
    refused(
        "the spec of node 1 is " + Campaigns.spec(1),
        accepted,
        Campaigns.promoted(1, Campaigns.BASE));
    Event[] finished = with(started, Campaigns.baseStays());
    for (Event late : with(accepted, Campaigns.trial(1, 0), Campaigns.noticed(), finished[1])) {
      refused("the campaign is finished", finished, late);
    }
  }

  private static Event[] with(Event[] before, Event... after) {
    Event[] all = Arrays.copyOf(before, before.length + after.length);
    System.arraycopy(after, 0, all, before.length, after.length);
    return all;
  }

  private static void refused(String reason, Event[] before, Event event) {
    assertThatThrownBy(() -> fold(with(before, event)))
        .isInstanceOf(HistoryException.Corrupt.class)
        .hasMessageEndingWith(EventCodec.typeOf(event) + ": " + reason);
    assertThatThrownBy(() -> CampaignFold.check(fold(List.of(before)), event))
        .isInstanceOf(HistoryException.IllegalTransition.class)
        .hasMessageEndingWith(reason);
  }
}
