package dev.cambrian.core.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cambrian.core.evolution.BetaPosterior;
import dev.cambrian.core.evolution.Phase;
import dev.cambrian.core.spec.Specs;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class AttributionTest {
  private static Attribution of(Story story, long before) {
    Campaign campaign = story.campaign();
    return new Attributions(
            campaign,
            new Offspring(campaign, story.history()),
            node ->
                Specs.parse(
                    "SHOP-SPEC.md", Campaigns.specBytes(story.history(), campaign.specHash(node))),
            Difference::of)
        .of(before);
  }

  /** Changing the prices lets parcels go wrong; changing the shipping mends them. */
  private static Story entangled() {
    return new Story()
        .lived(0, Phase.SEARCH, 8)
        .failed(0, Phase.SEARCH, "apples-cost", 4)
        .child(
            0,
            "prices",
            Story.shop("Apples cost two coins.", "Every parcel leaves on the same day."))
        .lived(1, Phase.SEARCH, 2)
        .failed(1, Phase.SEARCH, "parcel-leaves", 10)
        .child(1, "shipping", Story.shop("Apples cost two coins.", "Parcels go."))
        .lived(2, Phase.SEARCH, 11)
        .failed(2, Phase.SEARCH, "apples-cost", 1);
  }

  @Test
  void each_section_has_the_effect_of_its_changes_on_their_own_parents() {
    Attribution attribution = of(entangled(), Long.MAX_VALUE);

    assertThat(attribution.sections())
        .extracting(Attribution.Effect::section)
        .containsExactly("prices", "shipping");
    Attribution.Effect prices = attribution.sections().getFirst();
    assertThat(prices.touches()).isEqualTo(1);
    assertThat(prices.changed()).isEqualTo(new BetaPosterior(2, 12));
    assertThat(prices.parents()).isEqualTo(new BetaPosterior(8, 12));
    Difference lived = prices.viability().orElseThrow();
    assertThat(lived.value()).isCloseTo(-6 / 14.0, within(1e-9));
    assertThat(lived.upper()).isNegative();
    assertThat(attribution.sections().getLast().viability().orElseThrow().value())
        .isCloseTo(9 / 14.0, within(1e-9));
  }

  @Test
  void a_section_is_entangled_whose_changes_break_the_checks_of_another() {
    Attribution attribution = of(entangled(), Long.MAX_VALUE);

    Attribution.Effect prices = attribution.sections().getFirst();
    assertThat(prices.entanglement().orElseThrow().value()).isCloseTo(10 / 14.0, within(1e-9));
    assertThat(prices.entangled()).isTrue();
    // One trial of the changed shipping failed for the price of apples, none of its parent's did.
    Attribution.Effect shipping = attribution.sections().getLast();
    assertThat(shipping.entanglement().orElseThrow().value()).isCloseTo(1 / 14.0, within(1e-9));
    assertThat(shipping.entangled()).isFalse();
  }

  @Test
  void notes_are_the_same_whatever_was_appended_later() {
    Story story = entangled();
    long then = story.campaign().version() + 1;
    String notes = of(story, then).notes();

    story
        .lived(1, Phase.SEARCH, 5)
        .child(2, "prices", Story.shop("Apples cost three coins.", "Parcels go."))
        .lived(3, Phase.SEARCH, 5);

    assertThat(notes)
        .contains("- prices: changed in 1, -0.43 (")
        .contains("what belongs to other sections then failed more often, by +0.71")
        .contains("- shipping: changed in 1, +0.64 (");
    assertThat(of(story, then).notes()).isEqualTo(notes);
    assertThat(of(story, Long.MAX_VALUE).notes()).isNotEqualTo(notes);
  }

  @Test
  void there_are_no_notes_while_nothing_is_known() {
    Story story = new Story().lived(0, Phase.SEARCH, 3).failed(0, Phase.SEARCH, "apples-cost", 3);
    assertThat(of(story, Long.MAX_VALUE).notes()).isEmpty();

    story.child(
        0, "prices", Story.shop("Apples are dear.", "Every parcel leaves on the same day."));
    assertThat(of(story, Long.MAX_VALUE).sections().getFirst().touches()).isEqualTo(1);
    assertThat(of(story, Long.MAX_VALUE).notes()).isEmpty();

    story.lived(1, Phase.SEARCH, 2);
    assertThat(of(story, Long.MAX_VALUE).notes()).isEmpty();
    story.lived(1, Phase.SEARCH, 1);
    assertThat(of(story, Long.MAX_VALUE).notes()).contains("so perhaps nothing");
  }

  @Test
  void notes_stay_short_however_many_sections_there_are() {
    Attribution.Effect effect = of(entangled(), Long.MAX_VALUE).sections().getFirst();
    List<Attribution.Effect> many =
        java.util.stream.IntStream.range(0, 100)
            .mapToObj(
                it ->
                    new Attribution.Effect(
                        "s".repeat(500) + it,
                        effect.touches(),
                        effect.tried(),
                        effect.changed(),
                        effect.parents(),
                        effect.viability(),
                        effect.entanglement()))
            .toList();

    assertThat(new Attribution(many).notes()).hasSizeBetween(500, 3_000);
  }
}
