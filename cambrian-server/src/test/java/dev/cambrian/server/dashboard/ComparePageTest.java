package dev.cambrian.server.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.server.campaign.ScriptedWorld;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Over real HTTP, of artifacts that a real repository holds. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class ComparePageTest {
  private static final Spec SMALL = spec("Small");

  @TempDir Path directory;
  private Site server;

  @BeforeEach
  void start() {
    server = Site.in(directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static Spec spec(String name) {
    return Specs.parse("SMALL-SPEC.md", ScriptedWorld.spec(name).getBytes(UTF_8));
  }

  @Test
  void code_stands_side_by_side_with_its_line_numbers() {
    server.judged(1, SMALL, true, Map.of("app.py", "one\ntwo\nthree\n", "gone.py", "x = 1\n"));
    server.judged(2, SMALL, true, Map.of("app.py", "one\n2\nthree\nfour\n", "new.py", "y = 2\n"));

    String page = server.page("/ui/compare/1/2");

    assertThat(page)
        .contains("3 files differ", "+3 −2", "+2 −1")
        .contains("gone.py", "new.py", "app.py")
        .contains(
            "<td class=\"at\">2</td><td class=\"old\"><del>two</del></td><td class=\"at\">2</td><td class=\"new\"><ins>2</ins></td>")
        .contains("<td class=\"at\"></td><td class=\"old\"></td><td class=\"at\">4</td>")
        .contains("<ins>four</ins>")
        .contains("Both were grown from the same spec");
  }

  @Test
  void two_that_were_chosen_in_whatever_order_are_compared_and_no_other_number_of_them() {
    HttpResponse<String> answer = server.get("/ui/compare?generation=12&generation=3");
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("location")).hasValue("/ui/compare/3/12");

    for (String wrong :
        new String[] {
          "generation=3",
          "generation=3&generation=3",
          "generation=3&generation=",
          "generation=3&generation=4&generation=5",
          "generation=3&generation=x%3Cb%3E"
        }) {
      HttpResponse<String> refused = server.get("/ui/compare?" + wrong);
      assertThat(refused.statusCode()).as(wrong).isEqualTo(400);
      assertThat(refused.body())
          .containsAnyOf(
              "two different generations are compared", "generation must be a whole number")
          .doesNotContain("<b>");
    }
  }

  @Test
  void a_generation_offers_itself_to_be_compared_with_its_parent() {
    server.judged(1, SMALL, true, Map.of("app.py", "1\n"));
    server.judged(2, SMALL, true, Map.of("app.py", "2\n"));

    assertThat(server.page("/ui/generations/2"))
        .contains("<input type=\"hidden\" name=\"generation\" value=\"2\">")
        .contains("name=\"generation\" min=\"1\" max=\"999999999\" required value=\"1\"");
    assertThat(server.page("/ui/lineage"))
        .contains("action=\"/ui/compare\"", "name=\"generation\" value=\"2\"");
  }

  @Test
  void fitness_stages_and_checks_of_both_are_there() {
    server.judged(1, SMALL, false, Map.of("app.py", "1\n"));
    server.judged(2, SMALL, true, Map.of("app.py", "1\n"));

    String page = server.page("/ui/compare/1/2");

    assertThat(page)
        .contains("test rate", "behaviour", "health")
        .contains("✗ failed", "✓ passed")
        .contains("50.0 %", "100.0 %", "+50.0 points", "<td>generation 2</td>");
  }

  @Test
  void specs_that_differ_are_shown_section_by_section() {
    server.judged(1, SMALL, true, Map.of("app.py", "1\n"));
    server.judged(2, spec("Other"), true, Map.of("app.py", "1\n"));

    String page = server.page("/ui/compare/1/2");

    assertThat(page)
        .contains("<del>title: Small</del>", "<ins>title: Other</ins>")
        .contains("/ui/specs/%s/diff/%s".formatted(SMALL.hash(), spec("Other").hash()));
  }

  @Test
  void what_an_artifact_holds_stays_harmless() {
    server.judged(1, SMALL, true, Map.of("app.py", "plain\n", "big.txt", "small\n"));
    server.judged(
        2,
        SMALL,
        true,
        Map.of(
            "app.py",
            "<script>alert(1)</script>\u202etxt\u001b[31m</del>\n",
            "long.py",
            "z".repeat(100_000) + "\n",
            "big.txt",
            "line\n".repeat(80_000)));

    String page = server.page("/ui/compare/1/2");

    assertThat(page)
        .doesNotContain("<script>alert", "\u202e", "\u001b")
        .contains("&lt;script&gt;alert(1)", "\\u202e", "\\x1b[31m")
        .contains("99,500 more characters")
        .contains("it is too large");
    assertThat(page.length()).isLessThan(60_000);
  }

  @Test
  void many_hostile_files_make_no_page_that_is_larger_than_a_server_bears() {
    Map<String, String> files = new HashMap<>();
    for (int i = 0; i < 12; i++) {
      files.put("f%d.py".formatted(i), ("\u001b".repeat(500) + "\n").repeat(330));
    }
    server.judged(1, SMALL, true, Map.of("app.py", "plain\n"));
    server.judged(2, SMALL, true, files);

    String page = server.page("/ui/compare/1/2");

    assertThat(page).contains("f11.py", "\\x1b\\x1b", " … 500 more characters");
    assertThat(page.length()).isBetween(Room.PAGE, 2 * Room.PAGE);
  }

  @Test
  void bytes_that_are_no_text_are_named_and_not_shown() {
    server.judged(1, SMALL, true, Map.of("blob.bin", "a\u0000b"));
    server.judged(2, SMALL, true, Map.of("blob.bin", "a\u0000c"));

    assertThat(server.page("/ui/compare/1/2")).contains("it is no text, 3 bytes before, 3 after");
  }

  @Test
  void the_form_begins_with_a_pair_and_leads_to_its_page() {
    assertThat(server.page("/ui/compare")).contains("There are no two generations yet");
    for (int generation = 1; generation <= 2; generation++) {
      server.judged(generation, SMALL, true, Map.of("app.py", "1\n"));
      server.call("/promote", "{\"generation\":%d}".formatted(generation));
    }

    assertThat(server.page("/ui/compare"))
        .contains("name=\"a\" min=\"1\" max=\"999999999\" required value=\"1\"")
        .contains("name=\"b\" min=\"1\" max=\"999999999\" required value=\"2\"")
        .contains("href=\"/ui/compare/1/2\"", "promoted one after another");
    HttpResponse<String> chosen = server.get("/ui/compare?a=2&b=1");
    assertThat(chosen.statusCode()).isEqualTo(303);
    assertThat(chosen.headers().firstValue("location").orElse("")).endsWith("/ui/compare/2/1");
  }

  @ParameterizedTest
  @CsvSource({
    "/ui/compare/1/2, 404, there is no generation 1",
    "/ui/compare/1/x, 400, must be a whole number from 1 to 999999999",
    "/ui/compare/0/1, 400, must be a whole number from 1 to 999999999",
    "/ui/compare/1/99999999999, 400, must be a whole number from 1 to 999999999",
    "/ui/compare?a=%3Cb%3E&b=1, 400, must be a whole number from 1 to 999999999"
  })
  void what_there_is_not_is_a_page_that_says_so(String path, int status, String reason) {
    HttpResponse<String> answer = server.get(path);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains("<h1>Not shown</h1>", reason).doesNotContain("<b>");
  }
}
