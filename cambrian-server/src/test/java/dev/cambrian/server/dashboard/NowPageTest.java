package dev.cambrian.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.server.supervisor.Judge;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class NowPageTest {
  @TempDir private Path directory;
  @TempDir private Path elsewhere;
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
  void an_empty_home_names_the_commands_that_fill_it() {
    String html = server.shown("/").ok().html();

    assertThat(html)
        .contains("Nothing has been grown yet.", "cambrian reproduce", "cambrian grow")
        .contains("<title>Now · Cambrian</title>")
        .containsOnlyOnce("<h1");
  }

  @Test
  void an_empty_home_is_named_since_another_may_be_meant() {
    assertThat(server.shown("/").ok().html())
        .contains("Nothing has been grown in the home <span class=\"mono untrusted\">")
        .contains("<code>serve --home DIR</code>");
  }

  @Test
  void what_grows_is_there_with_its_stages_and_the_last_happenings() {
    var _ =
        server
            .grown()
            .started(1, 0, server.grown().spec("Echo"))
            .answered(1, "anthropic", 20_000)
            .sealed(1)
            .stage(1, Stage.MANIFEST, true, 12);

    String html = server.shown("/").ok().html();

    assertThat(html)
        .contains("Generation 1 is being grown: the rig is testing it (build).")
        .contains("<time data-since=")
        .contains(">generation 1</a>: manifest ok in 0.01 s")
        .contains("$0.0200")
        .contains("href=\"/ui/generations/1\"");
  }

  @Test
  void a_hostile_title_or_reason_changes_nothing() {
    var _ =
        server
            .grown()
            .started(1, 0, server.grown().spec("<script>alert(1)</script>\u202e\u001b[31m"))
            .sealed(1)
            .failed(1, Stage.BUILD, "<img src=x onerror=alert(2)>\n".repeat(20_000));
    var _ = server.grown().started(2, 0, server.grown().spec("\"><i>"));

    Site.Shown page = server.shown("/").ok();

    assertThat(page.html())
        .contains("&lt;script&gt;alert(1)")
        .doesNotContain("<script>alert", "<img", "<i>", "\u202e", "\u001b")
        .hasSizeLessThan(60_000);
    assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'");
  }

  @Test
  @Timeout(60)
  void an_event_comes_to_the_page_by_itself() throws Exception {
    try (Stream<String> lines = server.live("/ui/live/now")) {
      Iterator<String> live = lines.iterator();
      await(live, "Nothing has been grown yet.");

      var _ = server.grown().started(1, 0, server.grown().spec("Echo"));

      await(live, "Generation 1 is being grown: a model is asked for its code.");
    }
  }

  private static void await(Iterator<String> lines, String text) {
    while (!lines.next().contains(text)) {
      assertThat(lines.hasNext()).isTrue();
    }
  }

  @Test
  void what_the_server_runs_for_comes_first() {
    server.runsFor("A reproduction runs, step 1 of 2: the core grows from <b>.");

    assertThat(server.page("/"))
        .contains(
            "<p class=\"headline\">A reproduction runs, step 1 of 2: the core grows from &lt;b&gt;. Nothing has been grown yet.</p>");
  }

  @Test
  void what_the_server_stands_on_is_told() {
    String html = server.shown("/").ok().html();

    assertThat(html)
        .contains("<b>Runner</b>", "<b>Docker</b>", "<b>Git archive</b>", "<b>Store</b>");
  }

  @Test
  void the_runner_of_a_server_that_only_looks_is_not_used() {
    try (Site looks = Site.judgedBy(new RunsNothing(), elsewhere)) {
      assertThat(looks.page("/"))
          .contains(
              "<li class=\"unused\"><b>Runner</b> <span class=\"level\">not used</span>",
              "this server only looks")
          .doesNotContain("isolation: nothing is run");
    }
  }

  private static final class RunsNothing implements Verifier {
    @Override
    public Verification verify(VerificationRequest request, VerificationListener listener) {
      throw new AssertionError("nothing is run");
    }

    @Override
    public String isolation() {
      return Judge.NOTHING_RUN;
    }
  }
}
