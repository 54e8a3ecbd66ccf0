package dev.cambrian.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.verdict.Stage;
import dev.cambrian.server.view.Grown;
import dev.cambrian.server.view.ManyGenerations;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class TrendsPageTest {
  @TempDir private Path directory;
  private Site server;

  @BeforeEach
  void start() {
    server = Site.in(directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void without_a_generation_it_names_the_command() {
    assertThat(server.shown("/ui/trends").ok().html())
        .contains("Nothing has been grown yet.", "cambrian grow");
  }

  @Test
  void every_chart_says_what_it_shows_and_has_its_table() {
    ManyGenerations.fill(server.supervisor().history(), 120);

    String html = server.shown("/ui/trends?window=all").ok().html();

    assertThat(html)
        .contains("Of 120 generations, 120 count: ")
        .contains("Viable ones", "Where they failed", "Tokens of a generation")
        .contains("Cost of a generation", "Stage build", "By spec", "By model")
        .doesNotContain("style=", "NaN", "Infinity");
    int charts = count(html, "<figure class=\"chart\">");
    assertThat(charts).isEqualTo(9);
    assertThat(count(html, "role=\"img\" aria-label=\"")).isEqualTo(charts);
    assertThat(count(html, "<details id=\"figures-")).isEqualTo(charts);
    assertThat(count(html, "<caption")).isEqualTo(charts);
  }

  @Test
  void the_canary_stands_behind_the_tests_that_it_is_no_part_of() {
    String spec = server.grown().spec("Echo");
    Grown _ = server.grown().started(1, 0, spec).sealed(1).tried(1, 7_250);

    String html = server.shown("/ui/trends").ok().html();

    assertThat(html)
        .contains("<caption class=\"unseen\">Canary, after the tests</caption>", "7.25 s");
    assertThat(html.indexOf("Canary, after the tests"))
        .isBetween(html.indexOf("Stage test"), html.indexOf("Stage start"));
  }

  @Test
  void few_generations_are_told_and_not_drawn() {
    ManyGenerations.fill(server.supervisor().history(), 8);

    String few = server.shown("/ui/trends").ok().html();

    assertThat(few)
        .contains("There are too few generations to draw a course")
        .contains("Failed generations: ", "<caption class=\"unseen\">Where they failed</caption>")
        .doesNotContain("<figure class=\"chart\">");
  }

  @Test
  void from_three_groups_on_a_course_is_drawn() {
    ManyGenerations.fill(server.supervisor().history(), 9);

    assertThat(server.shown("/ui/trends").ok().html())
        .contains("<figure class=\"chart\">")
        .doesNotContain("too few generations");
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  @Test
  void a_filter_is_kept_in_the_form_and_a_wrong_one_is_refused() {
    String spec = server.grown().spec("Echo");
    Grown _ = server.grown().whole(1, 0, spec);

    assertThat(server.shown("/ui/trends?window=50&spec=" + spec).ok().html())
        .contains(
            "<option value=\"50\" selected>",
            "Of one generation, 1 counts: 1 of them viable, that is 100 %. The expected rate, that of the next one, is 67 %");
    assertThat(server.shown("/ui/trends?model=nobody").ok().html())
        .contains("No generation that has ended is like that.");
    assertThat(server.shown("/ui/trends?window=7").refused(400).html()).contains("window must be");
    assertThat(server.shown("/ui/trends?spec=x%27--").refused(400).html()).contains("spec must be");
  }

  @Test
  void of_several_specs_together_no_rate_is_expected_but_each_has_its_own() {
    Grown grown = server.grown();
    String base = grown.spec("Base");
    String mutant = grown.spec("Mutant");
    for (int generation = 1; generation <= 9; generation++) {
      if (generation % 3 == 0) {
        Grown _ = grown.whole(generation, 0, mutant);
      } else {
        Grown _ =
            grown
                .started(generation, 0, base)
                .sealed(generation)
                .failed(generation, Stage.TEST, "no");
      }
    }

    String html = server.shown("/ui/trends").ok().html();
    String csv = server.get("/ui/trends/rates.csv").body();

    assertThat(html)
        .contains(
            "3 of them viable, that is 33 %. They are of 2 specs, so that no rate can be expected of the next one",
            "<caption class=\"unseen\">Viable ones, of several specs</caption>",
            "of 2 specs together: no rate can be expected",
            "<td class=\"number\">80 %</td>",
            "<td class=\"number\">13 %</td>")
        .doesNotContain(">expected rate</span>", "<td class=\"number\">36 %</td>");
    assertThat(csv.lines().filter(it -> it.startsWith("model,")))
        .containsExactly("model,a-model,,,3,9,,,,2");
    assertThat(csv.lines().filter(it -> it.startsWith("spec,Mutant,")).findFirst().orElseThrow())
        .contains(",3,3,0.8,")
        .endsWith(",1");
    assertThat(server.shown("/ui/trends?spec=" + mutant).ok().html())
        .contains("The expected rate, that of the next one, is 80 %")
        .doesNotContain("specs together");
  }

  @Test
  void hostile_titles_and_models_change_nothing() {
    String model = "<i>m</i>\" OR 1=1 --\u202e";
    Grown _ =
        server
            .grown()
            .started(1, 0, Grown.CORE, server.grown().spec("<i>\u001b[2J"), model)
            .sealed(1)
            .failed(1, Stage.TEST, "<i>");

    assertThat(server.shown("/ui/trends").ok().html())
        .contains("&lt;i&gt;")
        .doesNotContain("<i>", "\u001b");
  }
}
