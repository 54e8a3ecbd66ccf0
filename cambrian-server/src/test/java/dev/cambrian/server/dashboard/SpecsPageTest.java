package dev.cambrian.server.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class SpecsPageTest {
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

  private static Spec spec(String title, String rule, String fixed) {
    return Specs.parse(
        "S-SPEC.md",
        """
        ---
        title: "%s"
        version: "1"
        toolchain: python
        ---
        # One

        %s

        <!-- BEGIN FROZEN: the-law -->
        %s
        <!-- END FROZEN: the-law -->
        """
            .formatted(title, rule, fixed)
            .getBytes(UTF_8));
  }

  @Test
  void the_menu_leads_to_the_specs_and_says_that_one_is_there() {
    assertThat(server.page("/")).contains("<a href=\"/ui/specs\">Specs</a>");
    assertThat(server.page("/ui/specs"))
        .contains("<a href=\"/ui/specs\" aria-current=\"page\">Specs</a>");
  }

  @Test
  void a_spec_shows_its_text_by_sections_and_what_was_grown_from_it() {
    Spec spec = spec("Law", "It MUST answer.", "Never lie.");
    server.judged(1, spec, true, Map.of("app.py", "1\n"));
    server.judged(2, spec, false, Map.of("app.py", "2\n"));
    server.judged(3, spec, true, Map.of("app.py", "3\n"));

    String page = server.page("/ui/specs/" + spec.hash());

    assertThat(page)
        .contains("It MUST answer.", "Never lie.", "the-law", "FROZEN", "front matter")
        .contains("<span class=\"figure\">2</span> of 3 judged generations were viable")
        .contains("0.60 (0.19 to 0.93)")
        .contains("href=\"/ui/generations/2\"");
    assertThat(server.page("/ui/specs")).contains(spec.hash(), "Law", "a person");
  }

  @Test
  void two_specs_differ_by_sections_and_a_frozen_one_is_marked() {
    Spec before = spec("Law", "It MUST answer.", "Never lie.");
    Spec after = spec("Law", "It MUST answer at once.", "Lie at times.");
    server.judged(1, before, true, Map.of("app.py", "1\n"));
    server.judged(2, after, true, Map.of("app.py", "1\n"));

    String page = server.page("/ui/specs/%s/diff/%s".formatted(before.hash(), after.hash()));

    assertThat(page)
        .contains("2 changed, 0 added, 0 removed", "1 of them FROZEN")
        .contains("<del>Never lie.</del>", "<ins>Lie at times.</ins>")
        .contains("<ins>It MUST answer at once.</ins>")
        .contains("class=\"specsection frozen\"")
        .contains("There is nothing to compare them by: no campaign tried both of them.");
    HttpResponse<String> chosen =
        server.get(
            "/ui/specs/%s/diff?other=%s"
                .formatted(before.hash(), after.hash().substring("sha256:".length(), 20)));
    assertThat(chosen.headers().firstValue("location").orElse("")).endsWith(after.hash());
  }

  @Test
  void what_a_spec_says_stays_harmless() {
    Spec spec =
        spec("<b>x", "<script>alert(1)</script> \u202e \u001b[1m " + "y".repeat(5_000), "z");
    server.judged(1, spec, true, Map.of("app.py", "1\n"));

    String page = server.page("/ui/specs/" + spec.hash());

    assertThat(page)
        .doesNotContain("<script>alert", "<b>x", "\u202e", "\u001b")
        .contains("&lt;script&gt;alert(1)", "\\u202e", "more characters");
    assertThat(server.page("/ui/specs")).doesNotContain("<b>x").contains("&lt;b&gt;x");
  }

  @Test
  void what_there_is_not_is_a_page_that_says_so() {
    String unknown = "sha256:" + "a".repeat(64);

    assertThat(server.page("/ui/specs")).contains("There is no spec yet");
    assertThat(server.get("/ui/specs/" + unknown).statusCode()).isEqualTo(404);
    assertThat(server.get("/ui/specs/sha256:1' OR 1=1".replace(" ", "%20")).statusCode())
        .isEqualTo(400);
    assertThat(server.get("/ui/specs/%s/diff/%s".formatted(unknown, unknown)).statusCode())
        .isEqualTo(404);
    assertThat(server.get("/ui/specs/%s/diff?other=zz".formatted(unknown)).statusCode())
        .isEqualTo(400);
    assertThat(server.get("/ui/specs/%s/diff?other=aaaa".formatted(unknown)).statusCode())
        .isEqualTo(404);
  }
}
