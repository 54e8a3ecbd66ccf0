package dev.cambrian.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class GuardTest {
  private static final String TOKEN = "a-long-random-text";

  @TempDir Path directory;

  private static Answer stats(ServerFixture server, String... headers) {
    String[] lines = new String[headers.length + 1];
    lines[0] = "GET /stats HTTP/1.1";
    System.arraycopy(headers, 0, lines, 1, headers.length);
    return server.raw().send(lines);
  }

  @Test
  void only_a_host_of_its_own_is_served() {
    try (ServerFixture server = ServerFixture.in(directory)) {
      for (String host : new String[] {"localhost", "LOCALHOST:8400", "127.0.0.1:1", "[::1]:80"}) {
        stats(server, "Host: " + host).ok();
      }
      for (String host :
          new String[] {"evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "0.0.0.0"}) {
        assertThat(stats(server, "Host: " + host).refusal(403)).contains("--allow-host");
      }
    }
  }

  @Test
  void a_page_of_another_origin_is_not_served() {
    try (ServerFixture server = ServerFixture.in(directory)) {
      String own = "localhost:" + server.server.port();
      stats(server, "Host: " + own, "Origin: http://" + own).ok();
      for (String origin :
          new String[] {
            "http://evil.example", "null", "http://localhost:1", "file://", "x y", ""
          }) {
        stats(server, "Host: " + own, "Origin: " + origin).refusal(403);
      }
    }
  }

  @Test
  void another_site_may_lead_to_a_page_but_not_fetch_it_unseen() {
    try (ServerFixture server = ServerFixture.in(directory)) {
      for (String site : new String[] {"none", "same-origin"}) {
        server.get("/", "Sec-Fetch-Site", site).ok();
      }
      for (String site : new String[] {"cross-site", "same-site"}) {
        String[] image = {
          "Sec-Fetch-Site", site, "Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Dest", "image"
        };
        String[] link = {
          "Sec-Fetch-Site", site, "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"
        };
        assertThat(server.get("/ui/sql?q=SELECT+1", image).status()).isEqualTo(403);
        assertThat(server.get("/ui/live/now", image).status()).isEqualTo(403);
        server.get("/ui/lineage", link).ok();
      }
    }
  }

  @Test
  void the_head_of_a_live_part_is_all_that_comes() {
    try (ServerFixture server = ServerFixture.in(directory)) {
      Answer head = server.send("HEAD", "/ui/live/now");

      assertThat(head.ok().header("content-type")).startsWith("text/event-stream");
    }
  }

  @Test
  void a_token_that_is_shown_must_be_known() {
    try (ServerFixture server = ServerFixture.in(directory)) {
      Answer refused = stats(server, "Host: localhost", "Authorization: Bearer x");

      refused.refusal(401);
      assertThat(refused.header("www-authenticate")).isEqualTo("Bearer");
    }
  }

  @Test
  void off_the_loopback_nobody_comes_in_without_the_token() {
    try (ServerFixture server =
        ServerFixture.in(
            directory,
            new ApiServer.Settings("0.0.0.0", 0, Optional.of(TOKEN), Set.of("Factory.example")))) {
      stats(server, "Host: localhost").refusal(401);
      stats(server, "Host: localhost", "Authorization: Bearer wrong").refusal(401);
      stats(server, "Host: localhost", "Authorization: Basic " + TOKEN).refusal(401);
      stats(server, "Host: localhost", "Authorization: Bearer").refusal(401);
      stats(server, "Host: localhost", "Authorization: Bearer " + TOKEN).ok();
      stats(server, "Host: localhost", "authorization: bearer " + TOKEN).ok();
      stats(server, "Host: localhost", "x-api-key: " + TOKEN).ok();
      stats(server, "Host: factory.EXAMPLE:8400", "x-api-key: " + TOKEN).ok();
      stats(server, "Host: evil.example", "x-api-key: " + TOKEN).refusal(403);
      server.post("/promote", ServerFixture.choice(1)).refusal(401);
      server.get("/events").refusal(401);
      server.get("/healthz").ok();
      server.get("/openapi.json").ok();
    }
  }

  @Test
  void a_refusal_that_leaves_the_body_unread_ends_the_connection_and_says_so() {
    try (ServerFixture server = ServerFixture.in(directory)) {
      String body = ServerFixture.choice(1);

      assertThat(server.post("/promote", body, "x-api-key", "unknown").header("connection"))
          .isEqualTo("close");
      assertThat(server.post("/promote", body).headers()).doesNotContainKey("connection");
    }
  }

  @Test
  void the_token_is_in_no_refusal() {
    try (ServerFixture server = ServerFixture.in(directory)) {
      assertThat(stats(server, "Host: localhost", "Authorization: Bearer secret-7777").refusal(401))
          .doesNotContain("7777");
    }
  }
}
