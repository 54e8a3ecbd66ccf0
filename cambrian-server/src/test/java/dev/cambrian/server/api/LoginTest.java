package dev.cambrian.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.server.cli.GrownHome;
import dev.cambrian.server.supervisor.GrownArtifact;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a browser is let in where there is a token. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class LoginTest {
  private static final String TOKEN = "a long random text + ü";
  private static final Pattern WHOLE =
      Pattern.compile("<a href=\"([^\"]+)\">(?:raw|As it is stored)</a>");

  @TempDir Path directory;

  private ServerFixture server(String host, String token) {
    return ServerFixture.in(
        directory, new ApiServer.Settings(host, 0, Optional.of(token), Set.of()));
  }

  private static String own(ServerFixture server) {
    return "http://127.0.0.1:" + server.server.port();
  }

  private static Answer login(ServerFixture server, String token, String next, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    if (!all.contains("Origin")) {
      all.addAll(List.of("Origin", own(server)));
    }
    return form(server, "/ui/login", "token=%s&next=%s".formatted(coded(token), coded(next)), all);
  }

  private static Answer form(ServerFixture server, String path, String body, List<String> headers) {
    List<String> all = new ArrayList<>(headers);
    all.addAll(List.of("Content-Type", "application/x-www-form-urlencoded"));
    return server.post(path, body, all.toArray(String[]::new));
  }

  private static String coded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** What a browser would send from then on. */
  private static String session(ServerFixture server) {
    Answer answer = login(server, TOKEN, "/");
    assertThat(answer.status()).isEqualTo(303);
    return answer.header("set-cookie").replaceFirst(";.*", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "0.0.0.0"})
  void wherever_there_is_a_token_a_page_asks_for_it(String host) {
    try (ServerFixture server = server(host, TOKEN)) {
      Answer refused = server.get("/ui/events?type=llm.answered");

      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.header("www-authenticate")).isEqualTo("Bearer");
      assertThat(refused.text())
          .contains("action=\"/ui/login\"", "value=\"/ui/events?type=llm.answered\"")
          .doesNotContain(TOKEN, "<table");
      for (String path : List.of("/", "/ui/live/now", "/ui/sql", "/ui/events/1")) {
        assertThat(server.get(path).status()).as(path).isEqualTo(401);
      }
      assertThat(server.get("/ui/login").status()).isEqualTo(200);
      assertThat(server.get("/", "Authorization", "Bearer " + coded("x")).status()).isEqualTo(401);
    }
  }

  @Test
  void without_a_token_nobody_is_asked() {
    try (ServerFixture server = ServerFixture.in(directory)) {
      assertThat(server.get("/").status()).isEqualTo(200);
      assertThat(server.get("/").text()).doesNotContain("/ui/logout");
      assertThat(server.get("/ui/login").status()).isEqualTo(404);
    }
  }

  @Test
  void the_token_opens_the_pages_and_their_live_parts_until_the_session_is_ended() {
    try (ServerFixture server = server("0.0.0.0", TOKEN)) {
      Answer answer = login(server, TOKEN, "/ui/sql?q=SELECT+1");

      assertThat(answer.status()).isEqualTo(303);
      assertThat(answer.header("location")).isEqualTo("/ui/sql?q=SELECT+1");
      assertThat(answer.header("set-cookie"))
          .contains("; Path=/; HttpOnly; SameSite=Strict")
          .doesNotContain(TOKEN, coded(TOKEN));
      String session = answer.header("set-cookie").replaceFirst(";.*", "");
      assertThat(server.get("/", "Cookie", session).text()).contains("action=\"/ui/logout\"");
      assertThat(server.get("/ui/events", "Cookie", session).status()).isEqualTo(200);

      Answer out =
          form(server, "/ui/logout", "", List.of("Cookie", session, "Origin", own(server)));
      assertThat(out.status()).isEqualTo(303);
      assertThat(out.header("set-cookie")).contains("Max-Age=0");
      assertThat(server.get("/", "Cookie", session).status()).isEqualTo(401);
    }
  }

  @Test
  void a_wrong_token_is_answered_late_and_is_in_no_answer() {
    try (ServerFixture server = server("0.0.0.0", TOKEN)) {
      for (String wrong : List.of("guess-4711", "", TOKEN + "x", TOKEN.substring(1))) {
        long begin = System.nanoTime();
        Answer answer = login(server, wrong, "/");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.headers()).doesNotContainKey("set-cookie");
        assertThat(answer.text()).contains("not the token").doesNotContain("4711", TOKEN);
        assertThat(System.nanoTime() - begin)
            .isGreaterThanOrEqualTo(ApiLimits.STANDARD.guess().toNanos());
      }
    }
  }

  @Test
  void a_form_of_another_origin_or_of_none_is_refused_whatever_it_shows() {
    try (ServerFixture server = server("0.0.0.0", TOKEN)) {
      String session = session(server);

      for (String path : List.of("/ui/login", "/ui/logout")) {
        for (String origin : List.of("http://evil.example", "null", "http://127.0.0.1:1")) {
          assertThat(
                  form(
                          server,
                          path,
                          "token=" + coded(TOKEN),
                          List.of("Cookie", session, "Origin", origin))
                      .status())
              .isEqualTo(403);
        }
        assertThat(form(server, path, "token=" + coded(TOKEN), List.of("Cookie", session)).status())
            .isEqualTo(403);
      }
      assertThat(server.get("/", "Cookie", session, "Origin", "http://evil.example").status())
          .isEqualTo(403);
      assertThat(server.get("/", "Cookie", session).status()).isEqualTo(200);
    }
  }

  @Test
  void a_session_opens_pages_and_nothing_else() {
    try (ServerFixture server = server("0.0.0.0", TOKEN)) {
      String session = session(server);

      server.get("/stats", "Cookie", session).refusal(401);
      server.get("/events", "Cookie", session).refusal(401);
      server
          .post("/spawn", server.written(GrownArtifact.of(1, "viable")), "Cookie", session)
          .refusal(401);
      server
          .post("/promote", ServerFixture.choice(1), "Cookie", session, "Origin", own(server))
          .refusal(401);
      server.get("/stats", "Cookie", session, "Authorization", "Bearer x").refusal(401);
    }
  }

  @Test
  void what_a_page_says_is_whole_elsewhere_is_open_to_its_session_and_is_only_text() {
    GrownHome.at(directory.resolve("home"));
    try (ServerFixture server = server("0.0.0.0", TOKEN)) {
      String session = session(server);

      for (String page : List.of("/ui/generations/1/files/app.py", "/ui/generations/1/log/build")) {
        String html = server.get(page, "Cookie", session).ok().text();
        Matcher link = WHOLE.matcher(html);
        assertThat(link.find()).as(html).isTrue();

        Answer whole = server.get(link.group(1), "Cookie", session).ok();

        assertThat(whole.header("content-type")).startsWith("text/plain");
        assertThat(whole.header("x-content-type-options")).isEqualTo("nosniff");
        assertThat(whole.header("content-security-policy")).contains("sandbox");
        assertThat(server.get(link.group(1)).status()).isEqualTo(401);
      }
    }
  }

  @Test
  void a_session_outlives_a_restart_but_not_its_token() {
    String session;
    try (ServerFixture server = server("0.0.0.0", TOKEN)) {
      session = session(server).replaceFirst(".*=", "");
    }
    try (ServerFixture server = server("0.0.0.0", TOKEN)) {
      assertThat(server.get("/", "Cookie", named(server, session)).status()).isEqualTo(200);
    }
    try (ServerFixture server = server("0.0.0.0", "another token")) {
      assertThat(server.get("/", "Cookie", named(server, session)).status()).isEqualTo(401);
    }
  }

  private static String named(ServerFixture server, String session) {
    return "cambrian-session-%d=%s".formatted(server.server.port(), session);
  }

  @Test
  void a_session_that_was_tampered_with_is_none() {
    try (ServerFixture server = server("0.0.0.0", TOKEN)) {
      String session = session(server).replaceFirst(".*=", "");
      String end = session.substring(0, session.indexOf('.'));

      for (String tampered :
          List.of(
              session.replaceFirst(end, String.valueOf(Long.parseLong(end) + 1)),
              session.substring(0, session.length() - 1),
              session + "A",
              session.replaceFirst("\\.", ".A"),
              end + "..",
              "",
              TOKEN.substring(0, 6),
              "1".repeat(3_000))) {
        assertThat(server.get("/", "Cookie", named(server, tampered)).status())
            .as(tampered)
            .isEqualTo(401);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "/ui/events\r\nSet-Cookie: a=b",
        "/ui/logout",
        "/ui/live/now",
        "/stats",
        ""
      })
  void nobody_is_led_away(String next) {
    try (ServerFixture server = server("0.0.0.0", TOKEN)) {
      Answer answer = login(server, TOKEN, next);

      assertThat(answer.header("location")).isEqualTo("/");
      assertThat(answer.header("set-cookie")).doesNotContain("a=b");
    }
  }
}
