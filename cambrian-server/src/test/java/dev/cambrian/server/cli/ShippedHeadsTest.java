package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.json.Json;
import dev.cambrian.server.docs.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events cut off at the end of a history leave no trace but another head. */
final class ShippedHeadsTest {
  @ParameterizedTest
  @ValueSource(strings = {"signed", "stock", "loan"})
  void the_head_of_a_shipped_campaign_is_published(String campaign) throws IOException {
    Path shipped = Page.ROOT.resolve("spec/campaigns/%s/campaign".formatted(campaign));

    String head =
        Json.parse(Run.in(shipped, "verify", "--json").out()).get("head-digest").stringValue();

    assertThat(Files.readString(Page.ROOT.resolve("README.md")))
        .contains("`%s`: `%s`".formatted(campaign, head));
  }
}
