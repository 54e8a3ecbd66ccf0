package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.json.Json;
import dev.cambrian.server.docs.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Specs of the shipped campaigns, each of which is an export of its own. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class ExportsComparedTest {
  private static final Path CAMPAIGNS = Page.ROOT.resolve("spec/campaigns");
  private static final Path SIGNED = CAMPAIGNS.resolve("signed/campaign");
  private static final Path STOCK = CAMPAIGNS.resolve("stock/campaign");

  @TempDir private Path directory;

  /** Its home has nothing to do with what is named by a directory. */
  private Run compare(String first, String second, String... more) {
    String[] all = new String[more.length + 4];
    all[0] = "campaign";
    all[1] = "compare";
    all[2] = first;
    all[3] = second;
    System.arraycopy(more, 0, all, 4, more.length);
    return Run.in(directory, all);
  }

  @Test
  void two_of_them_are_compared_and_no_byte_is_changed() throws IOException {
    byte[] before = Files.readAllBytes(STOCK.resolve("history.db"));

    Run run = compare(SIGNED + ":0", STOCK + ":2");

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .containsPattern("^ +signed:0 +stock:2\n")
        .containsPattern("\nviable +0/17 +10/10\n")
        .contains("\nstock:2 is better with a probability of > 0.99, signed:0 with")
        .contains("a drift of the model would look the same");
    assertThat(STOCK.resolve("history.db")).hasBinaryContent(before);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void one_is_compared_with_the_campaign_of_the_home() {
    CampaignHome.at(directory);

    JsonNode json = Json.parse(compare("c1:0", STOCK + "#stock", "--json").out().strip());

    assertThat(json.at("/first/campaign-id").stringValue()).isEqualTo("c1");
    assertThat(json.at("/second/campaign-id").stringValue()).isEqualTo("stock");
    assertThat(json.at("/second/spec/node").intValue()).as("the promoted").isPositive();
  }

  @Test
  void campaigns_of_the_same_id_in_two_homes_are_not_one() throws IOException {
    Path one = Files.createDirectories(directory.resolve("one"));
    Path other = Files.createDirectories(directory.resolve("other"));
    CampaignHome.at(one);
    CampaignHome.at(other);

    assertThat(compare(one + "#c1:0", one + "#c1:0").out())
        .contains("one and the same spec with the same trials");
    assertThat(compare(one + "#c1:0", other + "#c1:0").out())
        .contains("Both are one and the same text", "a drift of the model would look the same")
        .doesNotContain("with the same trials");
  }

  @Test
  void what_is_not_there_is_said_with_a_way_on() {
    CampaignHome.at(directory);

    assertThat(compare(directory + "/none:1", STOCK + ":2").err())
        .contains("there is no history in %s/none; name the directory of".formatted(directory));
    assertThat(compare(STOCK + ":99", STOCK + ":2").err())
        .contains("campaign stock has no node 99, the last is 7");
    assertThat(compare(STOCK + "#other:1", STOCK + ":2").err())
        .contains("there is no campaign other");
    assertThat(compare(directory + "/:1", STOCK + ":2").err())
        .contains("there are 2 campaigns (", "name one as %s#ID".formatted(directory));
  }
}
