package dev.cambrian.core.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What every store does with campaigns; each test fails for one that does nothing. */
@DisplayNameGeneration(ReplaceUnderscores.class)
abstract class CampaignConformance extends EventConformance {
  static final StreamId CAMPAIGN = StreamId.campaign(Campaigns.ID);

  @Test
  void a_campaign_is_told_of_as_its_events_fold() {
    Optional<CampaignState> folded = Optional.empty();
    for (Event event : Campaigns.whole()) {
      for (RecordedEvent recorded : Growth.append(history, event)) {
        folded = Optional.of(CampaignFold.evolve(folded, recorded));
      }
    }

    CampaignRecord record = folded.orElseThrow().record();
    assertThat(history.campaign(Campaigns.ID)).contains(record);
    assertThat(history.campaigns()).containsExactly(record);
    assertThat(history.read(CAMPAIGN))
        .extracting(RecordedEvent::event)
        .isEqualTo(Campaigns.whole());
  }

  @Test
  void a_campaign_may_be_appended_at_once() {
    List<RecordedEvent> recorded = Growth.append(history, Campaigns.whole());

    assertThat(history.campaign(Campaigns.ID).orElseThrow().version())
        .isEqualTo(recorded.size())
        .isEqualTo(19);
  }

  @Test
  void campaigns_are_listed_the_latest_first_and_known_by_their_id() {
    Growth.append(history, Campaigns.started("b"));
    Growth.append(history, Campaigns.started("c"));
    Growth.append(history, Campaigns.started("a"));

    assertThat(history.campaigns())
        .extracting(CampaignRecord::campaignId)
        .containsExactly("a", "c", "b");
    assertThat(history.campaign("c").orElseThrow().settings()).isEqualTo(Campaigns.SETTINGS);
    assertThat(history.campaign("d")).isEmpty();
  }

  @Test
  void what_a_campaign_cannot_take_is_refused_and_nothing_of_its_append_stays() {
    Growth.append(history, Campaigns.started(), Campaigns.trial(1, 0));
    CampaignRecord before = history.campaign(Campaigns.ID).orElseThrow();

    assertThatThrownBy(() -> Growth.append(history, Campaigns.viable(1), Campaigns.viable(1)))
        .isInstanceOf(HistoryException.IllegalTransition.class)
        .hasMessage("campaign/echo-1 cannot take trial.scored: trial 1 is not open");
    assertThatThrownBy(() -> Growth.append(history, Campaigns.started()))
        .isInstanceOf(HistoryException.IllegalTransition.class)
        .hasMessageContaining("started before");
    assertThat(history.campaign(Campaigns.ID)).contains(before);
    Growth.append(history, Campaigns.viable(1));
    assertThat(history.campaign(Campaigns.ID).orElseThrow().trials().viable()).isEqualTo(1);
  }

  @Test
  void the_contents_that_a_campaign_refers_to_must_be_stored() {
    history.append(
        CAMPAIGN,
        WriteCondition.noStream(),
        Growth.CAUSE,
        List.of(Campaigns.started(), Campaigns.asked(1, 0), Campaigns.trial(1, 0)));

    for (Event event : List.of(Campaigns.answered(1), Campaigns.viable(1))) {
      assertThatThrownBy(
              () -> history.append(CAMPAIGN, WriteCondition.any(), Growth.CAUSE, List.of(event)))
          .isInstanceOf(HistoryException.IllegalTransition.class)
          .hasMessageContaining("is not stored");
    }
    history.put(Growth.VIABLE);
    history.append(
        CAMPAIGN, WriteCondition.atVersion(3), Growth.CAUSE, List.of(Campaigns.viable(1)));
    assertThat(history.read(CAMPAIGN)).hasSize(4);
  }

  @Test
  void a_stream_can_be_followed_in_pieces() {
    List<RecordedEvent> all = Growth.append(history, Campaigns.whole());
    Growth.append(history, Growth.started(1));
    List<RecordedEvent> pieces = new ArrayList<>();

    List<RecordedEvent> piece = history.read(CAMPAIGN, 0, 7);
    while (!piece.isEmpty()) {
      assertThat(piece).hasSizeLessThanOrEqualTo(7);
      pieces.addAll(piece);
      piece = history.read(CAMPAIGN, pieces.getLast().version(), 7);
    }

    assertThat(pieces).isEqualTo(all).hasSize(19);
    assertThat(history.read(CAMPAIGN, 18, Integer.MAX_VALUE)).containsExactly(all.getLast());
    assertThat(history.read(CAMPAIGN, 19, 1)).isEmpty();
    assertThat(history.read(StreamId.campaign("none"), 0, 1)).isEmpty();
    assertThatThrownBy(() -> history.read(CAMPAIGN, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
