package dev.cambrian.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.server.docs.Page;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the trials of the shipped campaign are told: a spec was promoted, none of them was. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class TrialsTest {
  private static final String NODE_2 =
      "sha256:3f7ff109ccb29d161b9a4b62de98a256852818391ee99b3bbac6d0e57aa01746";

  @TempDir private Path directory;
  private Site server;

  @BeforeEach
  void start() throws IOException {
    Path _ =
        Files.copy(
            Page.ROOT.resolve("spec/campaigns/signed/campaign/history.db"),
            Files.createDirectories(directory.resolve("home")).resolve("history.db"));
    server = Site.in(directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void now_leads_with_the_campaign_that_is_over() {
    assertThat(server.page("/"))
        .contains(
            "Nothing goes on. Campaign signed is over: node 2 is promoted. Its last trial, generation 40, is viable.")
        .contains("aria-label=\"Campaign signed\"")
        .containsPattern("</svg>\\s*viable</td>")
        .doesNotContainPattern("</svg>\\s*promoted</td>");
  }

  @Test
  void a_viable_trial_is_nowhere_called_promoted() {
    assertThat(server.page("/ui/generations/40"))
        .contains("Generation 40 is viable, a trial of campaign signed", "<dd>viable</dd>")
        .doesNotContain("was promoted");
    assertThat(server.page("/ui/lineage"))
        .contains("9 viable trials of campaigns", "<td>viable</td>")
        .doesNotContain("<td>promoted</td>");
    assertThat(server.page("/ui/specs/" + NODE_2))
        .containsPattern("</svg>\\s*viable</td>")
        .doesNotContainPattern("</svg>\\s*promoted</td>");
  }

  @Test
  void trends_tell_the_specs_of_a_campaign_apart_and_how_they_were_chosen() {
    assertThat(server.page("/ui/trends"))
        .contains("<a href=\"/ui/campaigns/signed\">signed</a>, node 2<")
        .contains("<a href=\"/ui/campaigns/signed\">signed</a>, the base<")
        .contains("chooses them adaptively")
        .containsPattern("They are of [0-9]+ specs, so that no rate can be expected of the next")
        .doesNotContain("The expected rate, that of the next one");
  }

  @Test
  void the_rates_are_a_file_too_of_what_was_filtered() {
    HttpResponse<String> file = server.get("/ui/trends/rates.csv?window=all&spec=" + NODE_2);

    assertThat(file.headers().firstValue("content-type").orElse("")).startsWith("text/csv");
    List<String> lines = file.body().lines().toList();
    assertThat(lines.getFirst())
        .isEqualTo("by,name,spec_hash,tried_as,viable,that_count,rate,lower,upper,specs");
    assertThat(lines.get(1)).startsWith("spec,").contains("," + NODE_2 + ",signed: node 2,");
    assertThat(lines).hasSize(3);
    assertThat(lines.getLast()).startsWith("model,");
  }
}
