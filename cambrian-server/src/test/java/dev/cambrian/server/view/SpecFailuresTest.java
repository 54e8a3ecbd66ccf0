package dev.cambrian.server.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.campaign.Campaign;
import dev.cambrian.core.campaign.CampaignReport;
import dev.cambrian.core.campaign.Campaigns;
import dev.cambrian.core.history.SqliteHistory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class SpecFailuresTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "AssertionError: 'f254ddcd' != '64a43abe'|AssertionError: '64a43abe' != 'f254ddcd'",
        "'one signature' != 'another one' : of the key|'another one' != 'one signature' : of the key",
      })
  void which_of_two_values_a_test_expects_makes_no_other_failure(String one, String other) {
    assertThat(groups(one, other)).hasSize(1).first().extracting("trials").isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "AssertionError: 'a' != 'b'|AssertionError: 'a' != 'c'",
        "'one signature' != 'another one' : of a|'another one' != 'one signature' : of b",
        "AssertionError: False != True|AssertionError: True != False",
        "AssertionError: 200 != 404|AssertionError: 404 != 200",
        "KeyError: a|KeyError: b",
      })
  void other_values_are_another_failure(String one, String other) {
    assertThat(groups(one, other)).hasSize(2);
  }

  @Test
  void a_failed_build_tells_what_it_printed_last(@TempDir Path directory) throws IOException {
    try (SqliteHistory history = ShippedHistory.in(directory, "stock")) {
      Campaign campaign = Campaigns.find(history, "stock").orElseThrow();

      SpecFailures.Group build =
          new CampaignFindings.Reader(history)
              .of(campaign, CampaignReport.withoutSections(campaign)).failures().stream()
                  .flatMap(it -> it.groups().stream())
                  .filter(it -> it.names().contains("build"))
                  .findFirst()
                  .orElseThrow();

      assertThat(build.message()).startsWith("the build command ended with exit code");
      assertThat(build.example().printed().orElseThrow()).contains("inventory.json tells");
    }
  }

  private static List<SpecFailures.Group> groups(String... messages) {
    List<SpecFailures.Said> said = new ArrayList<>();
    for (String message : messages) {
      int trial = said.size() + 1;
      said.add(
          new SpecFailures.Said(
              trial,
              trial,
              "test_it",
              message,
              Optional.empty(),
              Optional.empty(),
              Optional.empty()));
    }
    return SpecFailures.of(0, said.size(), said.size(), said).groups();
  }
}
