package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.campaign.Campaigns;
import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.evolution.Arm;
import dev.cambrian.core.evolution.CampaignSettings;
import dev.cambrian.core.evolution.Phase;
import dev.cambrian.core.evolution.Rules;
import dev.cambrian.core.history.EventStore.Causation;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.WriteCondition;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.server.home.CambrianHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a trial without a verdict took was paid for all the same. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class VoidedTokensTest {
  @TempDir Path home;

  @BeforeEach
  void tell() {
    try (History history = History.open(new CambrianHome(home).prepare().history())) {
      Campaigns.start(
          history,
          Optional.of("c1"),
          CampaignHome.BASE,
          new CampaignSettings(
              Arm.BASE, false, "somebody", "proposer", 7, 5, 1, 1_000, 0, 0, Rules.DEFAULT),
          Optional.empty());
      history.append(
          StreamId.campaign("c1"),
          WriteCondition.any(),
          Causation.of(new UUID(1, 2)),
          List.of(
              new CampaignEvent.TrialStarted("c1", 1, 0, Phase.SEARCH),
              new CampaignEvent.TrialStarted("c1", 2, 0, Phase.SEARCH),
              new CampaignEvent.TrialVoided(
                  "c1",
                  1,
                  FailureKind.RIG_CRASHED,
                  "no report",
                  Optional.of(
                      new CampaignEvent.Spent(
                          TokenUsage.of(1_200, 34), true, OptionalLong.of(5_600)))),
              new CampaignEvent.TrialVoided("c1", 2, FailureKind.RIG_CRASHED, "no report")));
    }
  }

  @Test
  void the_terminal_tells_them_apart() {
    assertThat(Run.in(home, "campaign", "show", "c1").out())
        .contains("Spent: 0 tokens for trials, 0 for proposals, 1,234 for trials without a verdict")
        .contains("of which was not written what they took, so that it is in no figure: 1");
    assertThat(Run.in(home, "campaign", "list").out()).contains("1,234");
    assertThat(Run.in(home, "sql", "SELECT trial, tokens FROM trial", "--format", "csv").out())
        .contains("1,1234");
  }

  @Test
  void so_does_the_json_and_counts_them_in_the_totals() {
    JsonNode spending =
        Json.parse(Run.in(home, "campaign", "show", "c1", "--json").out()).get("spending");

    assertThat(spending.get("tokens").longValue()).isEqualTo(1_234);
    assertThat(spending.get("trial-tokens").longValue()).isZero();
    assertThat(spending.get("voided-tokens").longValue()).isEqualTo(1_234);
    assertThat(spending.get("voided-untold").longValue()).isEqualTo(1);
    assertThat(spending.get("micro-usd").longValue()).isEqualTo(5_600);
  }

  @Test
  void and_the_page() throws IOException {
    Path file = home.resolve("report.html");
    Run run = Run.in(home, "report", "--campaign", "c1", "-o", file.toString());

    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(Files.readString(file))
        .contains(
            "of it 1,234 for trials without a verdict; trials without a verdict whose tokens nobody knows, not in it: 1");
  }
}
