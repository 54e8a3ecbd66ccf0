package dev.cambrian.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.server.supervisor.GrownArtifact;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class EventsPageTest {
  @TempDir private Path directory;

  private static String page(Site site, String path) {
    HttpResponse<String> answer = site.get(path);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).contains("text/html;charset=utf-8");
    return answer.body();
  }

  @Test
  void it_says_what_fills_it_while_it_is_empty() {
    try (Site site = Site.in(directory)) {
      assertThat(page(site, "/ui/events")).contains("Nothing has happened yet", "cambrian grow");
    }
  }

  @Test
  void every_event_has_a_row_and_a_page_of_its_own() throws Exception {
    try (Site site = Site.in(directory)) {
      site.judged(GrownArtifact.of(1, "non-viable"));
      long head = site.supervisor().history().headPosition();

      String all = page(site, "/ui/events");
      for (long position = 1; position <= head; position++) {
        assertThat(all).contains("href=\"/ui/events/%d\"".formatted(position));
        assertThat(page(site, "/ui/events/" + position)).contains("Event " + position);
      }
      assertThat(all).contains("sse-connect=\"/ui/live/events", "generation 1: not viable");
      assertThat(page(site, "/ui/events?before=3"))
          .contains("/ui/events/2\"", "/ui/events/1\"")
          .doesNotContain("/ui/events/3\"", "sse-connect");
      assertThat(page(site, "/ui/events?type=stage.finished&generation=&campaign="))
          .contains("build ok in")
          .doesNotContain("not viable");
      assertThat(page(site, "/ui/events?generation=2")).contains("No such events here");
    }
  }

  @Test
  void what_an_event_refers_to_is_shown_as_text() throws Exception {
    try (Site site = Site.in(directory)) {
      site.judged(GrownArtifact.of(1, "viable"));

      String sealed = page(site, "/ui/events?type=artifact.sealed");
      String position = sealed.replaceAll("(?s).*?href=\"/ui/events/([0-9]+)\".*", "$1");
      assertThat(page(site, "/ui/events/" + position)).contains("Its manifest", "spec-hash");
      HttpResponse<String> whole = site.get("/ui/events/%s/manifest".formatted(position));
      assertThat(whole.headers().firstValue("content-type")).contains("text/plain;charset=utf-8");
      assertThat(whole.headers().firstValue("x-content-type-options")).contains("nosniff");
      assertThat(whole.headers().firstValue("content-security-policy").orElse(""))
          .contains("default-src 'none'");
      assertThat(whole.body()).startsWith("{");
      assertThat(site.get("/ui/events/%s/answer".formatted(position)).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void what_there_is_not_is_a_page_that_says_so() {
    try (Site site = Site.in(directory)) {
      assertThat(site.get("/ui/events/1").statusCode()).isEqualTo(404);
      assertThat(site.get("/ui/events/0").statusCode()).isEqualTo(404);
      for (String bad :
          new String[] {
            "/ui/events/x",
            "/ui/events/-1",
            "/ui/events/99999999999999999999",
            "/ui/events?type=no.such",
            "/ui/events?before=x",
            "/ui/events?generation=%3Cscript%3E",
            "/ui/events?campaign=%27%20OR%201",
            "/ui/events?generation=1&campaign=a",
            "/ui/events?type=a&type=b",
            "/ui/live/events?type=no.such"
          }) {
        HttpResponse<String> answer = site.get(bad);
        assertThat(answer.statusCode()).as(bad).isEqualTo(400);
        assertThat(answer.body()).startsWith("<!doctype html>").doesNotContain("<script>");
      }
    }
  }
}
