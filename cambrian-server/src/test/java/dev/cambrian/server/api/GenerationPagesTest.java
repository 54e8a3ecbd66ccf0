package dev.cambrian.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.server.cli.GrownHome;
import dev.cambrian.server.supervisor.GrownArtifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages of a home in which generation 1 failed with hostile output and 2 was promoted. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class GenerationPagesTest {
  @TempDir Path directory;
  private Optional<ServerFixture> started = Optional.empty();

  @BeforeEach
  void start() {
    GrownHome.at(directory.resolve("home"));
    started = Optional.of(ServerFixture.in(directory));
  }

  @AfterEach
  void stop() {
    started.orElseThrow().close();
  }

  private ServerFixture server() {
    return started.orElseThrow();
  }

  /** A page, which holds nothing hostile as it was. */
  private String page(String path) {
    Answer answer = server().get(path).ok();
    assertThat(answer.header("content-type")).startsWith("text/html");
    assertThat(answer.text()).doesNotContain("\u001b", "\u202e", "\u0007");
    return answer.text();
  }

  @Test
  void the_page_tells_the_verdict_in_a_sentence_and_shows_what_failed() {
    assertThat(page("/ui/generations/1"))
        .contains(
            "Generation 1 failed at test: 1 of 2 tests failed; beyond it 1 of 1 spec vector failed.")
        .contains("test_app.\\x1b[2J\\u202eevil\\x07")
        .contains("href=\"/ui/generations/1/files/test_app.py#L7\"")
        .contains("status is 500")
        .contains("href=\"/ui/generations/1/log/build\"")
        .contains("href=\"/ui/generations/1/exchanges/1\"")
        .contains("href=\"/ui/events?generation=1\"")
        .contains("href=\"/ui/specs/sha256:")
        .doesNotContain("sse-connect");
  }

  @Test
  void a_promoted_one_says_what_passed() {
    assertThat(page("/ui/generations/2"))
        .contains("is viable and was promoted: 2 tests, 1 contract and 1 spec vector passed.")
        .contains("whose code and failures the model was shown")
        .doesNotContain("What failed", "/ui/generations/2/stop");
  }

  @Test
  void one_that_is_open_is_kept_live_and_can_be_stopped() {
    server().post("/spawn", server().written(GrownArtifact.of(3, "held"))).ok();

    assertThat(page("/ui/generations/3"))
        .contains("Generation 3 is in progress")
        .contains("sse-connect=\"/ui/live/generations/3\"")
        .contains("action=\"/ui/generations/3/stop\"");

    Answer stopped = server().post("/ui/generations/3/stop", "");
    assertThat(stopped.status()).isEqualTo(303);
    assertThat(stopped.header("location")).endsWith("/ui/generations/3");
    assertThat(server().outcome(3)).isEqualTo("failed");
    assertThat(page("/ui/generations/3")).contains("Generation 3 was cancelled", "<dd>cancelled");
  }

  @Test
  void running_it_again_makes_a_new_generation_of_the_same_code() {
    server().judged(GrownArtifact.of(3, "viable"));

    Answer again = server().post("/ui/generations/3/again", "");

    assertThat(again.status()).isEqualTo(303);
    assertThat(again.header("location")).endsWith("/ui/generations/4");
    assertThat(server().awaited(4).get("outcome").stringValue()).isEqualTo("tested");
    assertThat(page("/ui/generations/4"))
        .contains("Same code")
        .contains("<a href=\"/ui/generations/3\">generation 3</a>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"again", "stop"})
  void a_page_of_another_origin_can_do_nothing(String action) {
    assertThat(
            server()
                .post("/ui/generations/2/" + action, "", "Origin", "http://evil.example")
                .status())
        .isEqualTo(403);
    assertThat(server().get("/ui/generations/2/" + action).status()).isIn(404, 405);
    assertThat(server().supervisor.history().highestGeneration()).isEqualTo(2);
  }

  @Test
  void what_is_promoted_cannot_be_stopped() {
    Answer refused = server().post("/ui/generations/2/stop", "");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text()).contains("is promoted, which is final");
  }

  @Test
  void browsers_are_told_to_name_the_origin_of_our_own_forms() {
    assertThat(server().get("/ui/generations/1").header("referrer-policy"))
        .isEqualTo("same-origin");
  }

  @Test
  void a_file_has_its_lines_as_anchors() {
    assertThat(page("/ui/generations/1/files/app.py"))
        .contains("<a id=\"L1\" href=\"#L1\">1</a>")
        .contains("data-language=\"python\"")
        .contains("print(1)")
        .contains("href=\"/ui/generations/1/raw/app.py\"");
  }

  @Test
  void a_file_of_very_many_lines_shows_the_first_and_leads_to_the_whole() {
    server().judged(3, "viable" + "\n".repeat(12_000));

    assertThat(page("/ui/generations/3/files/behaviour"))
        .contains("<a id=\"L10000\"", "of at most 10,000 lines", "/ui/generations/3/raw/behaviour")
        .doesNotContain("\"L10001\"");
    assertThat(server().get("/ui/generations/3/raw/behaviour").ok().text()).hasSize(12_006);
  }

  @ParameterizedTest
  @CsvSource({
    "/ui/generations/9, 404",
    "/ui/generations/x, 400",
    "/ui/generations/0, 400",
    "/ui/generations/99999999999999, 400",
    "/ui/generations/1/files/none.py, 404",
    "/ui/generations/1/files/..%2f..%2fhistory.db, 404",
    "/ui/generations/9/files/app.py, 404",
    "/ui/generations/1/log/nothing, 404",
    "/ui/generations/1/log/nothing/raw, 404",
    "/ui/generations/1/log/health/raw, 404",
    "/ui/generations/9/log/build/raw, 404",
    "/ui/generations/1/raw/none.py, 404",
    "/ui/generations/9/raw/app.py, 404",
    "/ui/generations/1/log/health, 404",
    "/ui/generations/1/exchanges/2, 404",
    "/ui/generations/1/exchanges/x, 400",
    "/ui/live/generations/9, 404",
    "/ui/generations/9/verification, 404"
  })
  void what_is_not_there_is_refused_by_a_page(String path, int status) {
    Answer answer = server().get(path);

    // Jetty refuses an encoded slash by itself.
    assertThat(answer.status()).isIn(status, path.contains("%2f") ? 400 : status);
    assertThat(answer.text()).doesNotContain("Exception", "\tat ");
  }

  @Test
  void a_log_is_shown_in_the_frame_and_says_what_was_cut() {
    assertThat(page("/ui/generations/1/log/build"))
        .contains("built 1\\x1b[2J\\u202eevil\\x07")
        .contains("4,711 bytes before that were not kept")
        .contains("href=\"/ui/generations/1/log/build/raw\"");
  }

  @Test
  void an_exchange_is_shown_with_its_turns_and_its_answer() {
    assertThat(page("/ui/generations/2/exchanges/1"))
        .contains("<b class=\"untrusted\">system</b>", "<b class=\"untrusted\">user</b>")
        .contains("<b class=\"untrusted\">answer</b>")
        .contains("the model: live", "1,000 in, 234 out", "$0.0015")
        .contains("done \\x1b[2J\\u202eevil\\x07");
  }

  @Test
  void verification_tells_whether_all_that_is_kept_of_it_agrees() throws IOException {
    assertThat(page("/ui/generations/2/verification")).contains("What is kept of generation");

    Files.writeString(directory.resolve("home/artifacts/gen-2/app.py"), "print(<3)\n");

    assertThat(page("/ui/generations/2/verification"))
        .contains("not agree.")
        .contains("app.py is not as it was sealed");
    assertThat(page("/ui/generations/1/verification")).contains("What is kept of generation");
  }
}
