package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.evolution.Ending;
import dev.cambrian.core.evolution.Operator;
import dev.cambrian.core.evolution.Phase;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class CampaignTextTest {
  private static final String ID = "echo-1";
  private static final String HASH = "sha256:" + "a".repeat(64);

  @Test
  void a_proposal_tells_what_is_changed_and_what_became_of_it() {
    assertThat(
            CampaignText.of(
                new CampaignEvent.ProposalAsked(
                    ID, 3, 2, Operator.TRANSPLANT, Optional.of("errors"), Optional.of(1))))
        .isEqualTo("3: transplant node 2, section errors of node 1");
    assertThat(CampaignText.of(new CampaignEvent.ProposalAccepted(ID, 3, 4, HASH, "clearer")))
        .isEqualTo("3: node 4, clearer");
    assertThat(CampaignText.of(new CampaignEvent.ProposalRejected(ID, 3, "frozen", "changed")))
        .isEqualTo("3: frozen: changed");
  }

  @Test
  void a_trial_tells_of_which_node_and_how_it_ended() {
    assertThat(CampaignText.of(new CampaignEvent.TrialStarted(ID, 12, 4, Phase.CONFIRM)))
        .isEqualTo("12: node 4, confirm");
    assertThat(CampaignText.of(scored(true, Optional.empty(), Optional.empty())))
        .isEqualTo("12: generation 40 viable");
    assertThat(CampaignText.of(scored(false, Optional.empty(), Optional.of(Stage.TEST))))
        .isEqualTo("12: generation 40 non-viable (test)");
    assertThat(
            CampaignText.of(
                scored(false, Optional.of(FailureKind.UNREADABLE_ANSWER), Optional.empty())))
        .isEqualTo("12: generation 40 non-viable (unreadable-answer)");
  }

  @Test
  void the_end_tells_the_promoted_node_and_how_sure_it_is() {
    assertThat(
            CampaignText.of(
                new CampaignEvent.Finished(
                    ID,
                    Ending.PROMOTED,
                    Optional.of(4),
                    Optional.of(HASH),
                    OptionalDouble.of(0.9304),
                    "at least 0.8")))
        .isEqualTo("promoted node 4, better with 0.930: at least 0.8");
  }

  private static CampaignEvent.TrialScored scored(
      boolean viable, Optional<FailureKind> failure, Optional<Stage> stage) {
    return new CampaignEvent.TrialScored(
        ID,
        12,
        40,
        viable,
        failure,
        stage,
        Optional.empty(),
        TokenUsage.NONE,
        true,
        OptionalLong.empty(),
        Duration.ZERO);
  }
}
