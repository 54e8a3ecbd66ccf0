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

  private static final String BASE =
      "sha256:3ab24e8934161062b522e77d021f099bcd32705cd6ff43b4ed185a3ede5427bd";

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
  void two_specs_are_compared_by_their_trials_as_on_the_command_line() {
    String page = server.page("/ui/specs/%s/diff/%s".formatted(BASE, NODE_2));

    assertThat(page)
        .contains("<h2 id=\"trials\">By their trials</h2>")
        .contains("signed:2 is better with a probability of 0.98, signed:0 with &lt; 0.01")
        .contains("; second minus first: +")
        .contains("node 2 is better than its base with a probability of 0.96: the lower of")
        .contains("<caption class=\"unseen\">signed:0 and signed:2 by their trials</caption>")
        .contains("<th scope=\"col\"><a href=\"/ui/campaigns/signed\">signed:2</a></th>")
        .containsPattern("<th scope=\"row\">viable</th><td[^>]*>0/17</td><td[^>]*>3/4</td>")
        .containsPattern("<th scope=\"row\">rate</th><td[^>]*>0.05 .0.00 to 0.19.</td>")
        .contains("<code>cambrian campaign compare signed:0 signed:2</code>");
    assertThat(server.page("/ui/specs/%s/diff/%s".formatted(NODE_2, NODE_2)))
        .contains("Both are one and the same spec with the same trials: there is nothing to tell.");
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
  void phases_have_the_names_that_they_have_in_the_terminal_and_in_sql() {
    assertThat(server.page("/ui/campaigns/signed"))
        .contains("class=\"number\">Search</th><th scope=\"col\" class=\"number\">Confirm</th>")
        .contains("<td>search</td>", "<td>confirm</td>")
        .doesNotContain("xplor");
  }

  @Test
  void tokens_that_nobody_told_are_estimated_wherever_they_are_told() {
    assertThat(server.page("/ui/campaigns"))
        .contains("<td class=\"number\">~491,289</td>", "<td class=\"number\">unknown</td>");
    assertThat(server.page("/ui/campaigns/signed"))
        .containsPattern("<td>test</td><td class=\"number\">~11,382</td><td><a href=")
        .contains("about 491,289 by the bytes");
    assertThat(server.page("/ui/campaigns/signed/plan"))
        .containsPattern(
            "Tokens</th><td class=\"number\">[\\d,]+</td><td class=\"number\">~491,289<")
        .contains(">~447,484<", ">~43,805<", "~: estimated by the bytes")
        .containsPattern("Money</th><td class=\"number\">[^<]*</td><td class=\"number\">unknown<");
    assertThat(server.page("/ui/generations/1"))
        .contains("tokens unknown (1 answer without a count: ", "), ~11,382 estimated by the bytes")
        .contains("<td class=\"number\">~4,539</td>", "<td class=\"number\">~6,843</td>");
    assertThat(server.page("/ui/generations/1/exchanges/1"))
        .contains("~4,539 in, ~6,843 out: estimated by the bytes");
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
