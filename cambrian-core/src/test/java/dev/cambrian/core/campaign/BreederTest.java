package dev.cambrian.core.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.evolution.Operator;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.pipeline.RequestJson;
import dev.cambrian.core.spec.Specs;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class BreederTest {
  private static final int FIRST_ENGINE = 1;

  /** What a proposer is asked after a build has failed. */
  private static LlmRequest request(Story story, String printed) {
    story
        .unbuilt(0, printed)
        .event(
            new CampaignEvent.ProposalAsked(
                story.campaign().id(),
                1,
                0,
                Operator.REFINE,
                Optional.of("prices"),
                Optional.empty()));
    Campaign campaign = story.campaign();
    return new Breeder(
            campaign,
            story.history(),
            hash -> Specs.parse("SHOP-SPEC.md", Campaigns.specBytes(story.history(), hash)))
        .work(campaign.proposal(1))
        .request();
  }

  private static LlmRequest old(String printed) {
    return request(new Story(Story.SETTINGS, FIRST_ENGINE), printed);
  }

  @Test
  void a_proposer_sees_what_a_failed_build_printed() {
    String task = request(new Story(), "cannot find symbol: Scale").messages().getLast().text();

    assertThat(task)
        .contains(
            """
            1 of 1: stage build
              exit code 1
              the latest of them printed at its end:
                cannot find symbol: Scale
            """);
  }

  @Test
  void one_of_the_first_engine_is_asked_as_ever_whatever_a_build_printed() {
    assertThat(RequestJson.bytes(old("cannot find symbol: Scale")))
        .isEqualTo(RequestJson.bytes(old("")))
        .isEqualTo(RequestJson.bytes(request(new Story(), "")));
  }
}
