package dev.cambrian.server.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.campaign.Campaign;
import dev.cambrian.core.campaign.CampaignReport;
import dev.cambrian.core.campaign.Campaigns;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.server.view.CampaignView.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class CampaignViewTest {
  @TempDir private Path directory;

  private CampaignView view() throws IOException {
    try (SqliteHistory history = ShippedHistory.in(directory)) {
      Campaign campaign = Campaigns.find(history, ShippedHistory.CAMPAIGN).orElseThrow();
      CampaignReport report = CampaignReport.withoutSections(campaign);
      return CampaignView.of(
          history.campaign(ShippedHistory.CAMPAIGN).orElseThrow(),
          campaign,
          report,
          new CampaignFindings.Reader(history).of(campaign, report),
          new ProposedEdits(history));
    }
  }

  @Test
  void a_spec_stands_below_the_one_that_it_was_made_from() throws IOException {
    assertThat(view().tree())
        .extracting(it -> "%d:%d".formatted(it.depth(), it.spec().node()))
        .containsExactly("0:0", "1:1", "2:6", "1:2", "2:7", "1:3", "1:4", "1:5");
  }

  @Test
  void every_trial_has_its_result() throws IOException {
    CampaignView view = view();

    assertThat(view.trials()).hasSize(40);
    assertThat(view.trialsLeftOut()).isZero();
    assertThat(view.trials()).filteredOn(it -> it.result() == Result.VIABLE).hasSize(9);
    assertThat(view.trials())
        .filteredOn(it -> it.result() == Result.NON_VIABLE)
        .hasSize(31)
        .allSatisfy(it -> assertThat(it.detail()).isNotEmpty());
    assertThat(view.trials())
        .extracting(CampaignView.Dot::generation)
        .doesNotContain(OptionalInt.empty())
        .doesNotHaveDuplicates();
  }

  @Test
  void a_proposal_is_told_with_what_it_changed_and_why() throws IOException {
    CampaignView view = view();

    assertThat(view.proposalsLeftOut()).isZero();
    assertThat(view.proposals())
        .hasSize(7)
        .allSatisfy(
            it -> {
              assertThat(it.status()).isEqualTo("accepted");
              assertThat(it.reason()).isEmpty();
              assertThat(it.rationale()).isNotBlank();
              assertThat(it.changes()).isNotEmpty();
            });
    assertThat(view.proposals().getFirst().parentHash()).isEqualTo(ShippedHistory.BASE);
    assertThat(view.proposals().getFirst().rationale())
        .startsWith("The one failure is `test_examples`");
  }
}
