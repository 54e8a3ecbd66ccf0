package dev.cambrian.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.server.view.Grown;
import dev.cambrian.server.view.LineageView;
import dev.cambrian.server.view.ManyGenerations;
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
final class LineagePageTest {
  private static final int WIRE = 150_000;

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
    assertThat(server.shown("/ui/lineage").ok().html())
        .contains("Nothing has been grown yet.", "cambrian reproduce");
  }

  @Test
  void every_generation_is_a_line_with_its_shape_its_word_and_a_link() {
    String spec = server.grown().spec("<i>Echo</i>");
    Grown _ = server.grown().whole(1, 0, spec).lives(1, Grown.ORGANISM).started(2, 1, spec);

    String html = server.shown("/ui/lineage").ok().html();

    assertThat(html)
        .contains("<tr id=\"g1\">", "<tr id=\"g2\">", "href=\"/ui/generations/2\"")
        .contains("class=\"mark promoted\"", "class=\"mark in-progress\"", "in progress")
        .contains("ran as an organism</span>")
        .contains("&lt;i&gt;Echo")
        .doesNotContain("<i>", "style=");
  }

  @Test
  void a_generation_is_gone_to_and_an_unknown_one_is_a_page_of_its_own() {
    Grown _ = server.grown().whole(1, 0, server.grown().spec("Echo"));

    Site.Shown jump = server.shown("/ui/lineage?at=1&around=&outcome=");
    assertThat(jump.status()).isEqualTo(302);
    assertThat(jump.header("Location")).endsWith("/ui/lineage?page=1#g1");

    assertThat(server.shown("/ui/lineage?at=9").refused(404).html()).contains("generation 9");
    assertThat(server.shown("/ui/lineage?around=9").refused(404).html()).contains("generation 9");
    assertThat(server.shown("/ui/lineage?page=-1").refused(400).html())
        .contains("page must be a whole number from 1 to 999999999, not \"-1\"");
    assertThat(server.shown("/ui/lineage?page=1&page=2").refused(400).html())
        .contains("page is given more than once");
    assertThat(server.shown("/ui/lineage?outcome=%3Cb%3E").refused(400).html())
        .contains("outcome must be one of in_progress");
  }

  @Test
  @Timeout(60)
  void a_new_generation_appears_by_itself() throws Exception {
    String spec = server.grown().spec("Echo");
    try (Stream<String> lines = server.live("/ui/live/lineage")) {
      Iterator<String> live = lines.iterator();
      await(live, "Nothing has been grown yet.");

      Grown _ = server.grown().started(1, 0, spec);

      await(live, "<tr id=\"g1\">");
    }
  }

  private static void await(Iterator<String> lines, String text) {
    while (!lines.next().contains(text)) {
      assertThat(lines.hasNext()).isTrue();
    }
  }

  @Test
  @Timeout(300)
  void ten_thousand_generations_are_pages_of_so_many_rows_and_little_to_send() {
    ManyGenerations.fill(server.supervisor().history(), 10_000);

    assertThat(server.shown("/ui/lineage").ok().html()).contains("<tr id=\"g10000\">");
    assertThat(rows(server.shown("/ui/lineage?page=1").ok())).isEqualTo(LineageView.PAGE);
    for (String path :
        new String[] {"/ui/lineage", "/ui/lineage?page=1", "/ui/lineage?around=5000", "/"}) {
      Site.Shown page = server.shown(path).ok();
      assertThat(page.sent()).as(path).isLessThan(WIRE);
      assertThat(rows(page)).as(path).isLessThanOrEqualTo(LineageView.PAGE);
    }
  }

  private static int rows(Site.Shown page) {
    return page.html().split("<tr id=\"g", -1).length - 1;
  }
}
