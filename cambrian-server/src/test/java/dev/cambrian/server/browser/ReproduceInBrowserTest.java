package dev.cambrian.server.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import dev.cambrian.rig.IsolationPolicy;
import dev.cambrian.rig.LocalVerifier;
import dev.cambrian.server.browser.Visit.Screen;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The whole way of somebody who has never seen it: a chain grows, something fails, why? */
@ExtendWith(RealBrowser.class)
@DisplayNameGeneration(ReplaceUnderscores.class)
final class ReproduceInBrowserTest {
  private static final double PATIENCE_MS = 240_000;

  @TempDir private Path directory;

  @BeforeEach
  void requireSandbox() {
    Optional<String> reason = LocalVerifier.with(IsolationPolicy.REQUIRE_SANDBOX).refusal();
    if (reason.isPresent() && "true".equals(System.getenv("CI"))) {
      throw new AssertionError("with CI=true this test has to run: " + reason.get());
    }
    assumeTrue(reason.isEmpty(), () -> reason.orElse(""));
  }

  private Path home() {
    return directory.resolve("home");
  }

  private Path artifacts() {
    return directory.resolve("artifacts");
  }

  @Test
  @Timeout(900)
  void a_chain_is_watched_a_failure_is_understood_and_two_generations_are_compared(Browser browser)
      throws Exception {
    try (Command reproduce =
        Command.serving(
            directory,
            "reproduce",
            "--depth",
            "2",
            "--runner",
            "process",
            "--home",
            home().toString())) {
      watch(browser, reproduce);
      reproduce.assertEndsWell();
    }
    try (Command serve =
        Command.serving(
            directory,
            "serve",
            "--runner",
            "process",
            "--home",
            home().toString(),
            "--artifacts-root",
            artifacts().toString())) {
      understand(browser, serve);
    }
  }

  /** One page, never loaded anew, sees the first generation grow, live and grow the second. */
  private static void watch(Browser browser, Command reproduce) {
    try (Visit visit = new Visit(browser, reproduce.address(), Screen.DESK);
        Visit other = new Visit(browser, reproduce.address(), Screen.PHONE)) {
      visit.page.setDefaultTimeout(PATIENCE_MS);
      other.page.setDefaultTimeout(PATIENCE_MS);
      visit.open("/").remember();
      visit.awaitShown("article[aria-label='Generation 1'] .step.running");
      visit.awaitShown("#running-1 .tail pre:text-matches('[a-z]')");
      Gallery.take(visit, "now");
      visit.awaitShown("tr:has(a[href='/ui/generations/1']):has-text('promoted')");

      other.open("/ui/lineage");
      other.awaitShown("tr#g1");
      other.page.locator("tr#g1 a.gen").click();
      other.awaitShown("h1:has-text('Generation 1')");
      assertThat(other.page.url()).endsWith("/ui/generations/1");
      other.assertNoSidewaysScroll();

      visit.awaitShown("article[aria-label='Generation 2']");
      visit.awaitShown("tr:has(a[href='/ui/generations/2']):has-text('promoted')");
      visit.assertNeverReloaded();
      visit.assertQuietUntilTheEnd();
      other.assertQuietUntilTheEnd();
    }
  }

  private void understand(Browser browser, Command serve) throws Exception {
    try (Visit visit = new Visit(browser, serve.address(), Screen.DESK)) {
      visit.page.setDefaultTimeout(PATIENCE_MS);
      visit.open("/").remember();
      spawn(serve, Counter.written(artifacts(), 3, 0, "number"));
      visit.awaitShown("tr:has(a[href='/ui/generations/3']):has-text('test')");
      spawn(serve, Counter.written(artifacts(), 4, 3, "number + 1"));
      visit.awaitShown("tr:has(a[href='/ui/generations/4']):has-text('viable, not promoted yet')");
      visit.assertNeverReloaded();

      toTheFailingLine(visit);
      toTheDifference(visit);
      toTheAnswerOfAQuery(visit);
      Gallery.take(visit, "sql");
      visit.page.locator(".top nav a[href='/ui/specs']").click();
      visit.awaitShown("table.tree a:has-text('A counter in Python')");
      visit.page.locator(".top nav a[href='/ui/events']").click();
      visit.awaitShown("table.events");
      visit.page.locator(".top nav a[href='/ui/lineage']").click();
      visit.awaitShown("tr#g4");
      Gallery.take(visit, "lineage");
      visit.assertQuiet();
    }
    try (Visit night = new Visit(browser, serve.address(), Screen.DESK.atNight());
        Visit phone = new Visit(browser, serve.address(), Screen.PHONE.atNight())) {
      Gallery.take(night.open("/ui/generations/3"), "generation-dark");
      Gallery.take(phone.open("/"), "phone-dark");
      phone.assertNoSidewaysScroll();
      night.assertQuiet();
      phone.assertQuiet();
    }
  }

  /** From the first page to the line of the code that a failed test names. */
  private static void toTheFailingLine(Visit visit) {
    visit.page.locator("a[href='/ui/generations/3']").first().click();
    visit.awaitShown("article.failure:has-text('test_two_follows_one')");
    Locator failure = visit.page.locator("article.failure").first();
    assertThat(failure.locator(".message").textContent()).contains("assert");
    assertThat(failure.locator(".excerpt li.marked").getAttribute("value"))
        .isEqualTo(String.valueOf(Counter.LINE));
    assertThat(failure.locator(".excerpt").textContent()).contains("app.following(1) == 2");
    visit.page.locator(".jumps a:has-text('What failed')").click();
    Gallery.take(visit, "failure");

    failure.locator("a:has-text('test_app.py:%d')".formatted(Counter.LINE)).click();
    visit.awaitShown("#L" + Counter.LINE);
    assertThat(visit.page.url()).endsWith("/ui/generations/3/files/test_app.py#L" + Counter.LINE);
  }

  /** By clicks alone: two are ticked in the lineage. */
  private static void toTheDifference(Visit visit) {
    visit.page.locator(".top nav a[href='/ui/lineage']").click();
    visit.awaitShown("tr#g4");
    visit.page.locator("#pick-4").check();
    visit.page.locator("#pick-3").check();
    visit.page.locator("#compare-picked").click();
    visit.awaitShown("h1:has-text('Generations 3 and 4')");
    visit.awaitText("return number + 1");
    visit.awaitText("app.py");
    Gallery.take(visit, "compare");

    visit.page.goBack();
    visit.page.locator("tr#g4 a.gen").click();
    visit.page.locator("#beside-4 summary").click();
    assertThat(visit.page.locator("#other-4").inputValue()).isEqualTo("3");
    visit.page.locator("#beside-4 button").click();
    visit.awaitShown("h1:has-text('Generations 3 and 4')");
  }

  private static void toTheAnswerOfAQuery(Visit visit) {
    visit.page.locator(".top nav a[href='/ui/sql']").click();
    visit.page.locator(".cookbook a:has-text('Which test failed')").click();
    visit.awaitShown("table.answer:has-text('test_two_follows_one')");
    assertThat(visit.page.locator("textarea#q").inputValue()).contains("FROM test_failure");
    assertThat(visit.page.locator("table.answer a[href='/ui/generations/3']").count()).isEqualTo(1);
  }

  private static void spawn(Command serve, String order) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(serve.address() + "/spawn"))
                  .timeout(Duration.ofSeconds(60))
                  .POST(BodyPublishers.ofString(order))
                  .build(),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
  }
}
