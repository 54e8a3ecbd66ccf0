package dev.cambrian.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import dev.cambrian.server.browser.Visit.Screen;
import dev.cambrian.server.dashboard.HostileHistory;
import dev.cambrian.server.dashboard.HostileVerifier;
import dev.cambrian.server.dashboard.Site;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Names, outputs, specs and answers that attack whoever looks at them. */
@ExtendWith(RealBrowser.class)
@DisplayNameGeneration(ReplaceUnderscores.class)
final class HostileContentTest {
  private static final String PLANTED =
      """
      () => {
        const evil = (it) => ["hx-get", "sse-connect", "src", "href", "action"]
          .filter((name) => it.hasAttribute(name))
          .some((name) => new URL(it.getAttribute(name), location).origin !== location.origin);
        return [...document.querySelectorAll("*")]
          .filter((it) => evil(it)
            || it.matches("[onerror], [onload], [style], img[src='x'], style, base, iframe, script:not([src])"))
          .map((it) => it.outerHTML.slice(0, 200));
      }
      """;

  /** What somebody asks stands in its form as it is. */
  private static final String DANGEROUS_CHARACTERS =
      """
      () => {
        const shown = document.body.cloneNode(true);
        shown.querySelectorAll("textarea").forEach((it) => it.remove());
        return (shown.textContent.match(/[\\u202a-\\u202e\\u2066-\\u2069\\u200b\\u001b\\u0007\\u2028]/g) || []).length;
      }
      """;

  @TempDir private Path directory;

  @Test
  void nothing_runs_nothing_is_asked_for_and_no_page_is_broken(Browser browser) throws Exception {
    try (Site site = Site.judgedBy(new HostileVerifier(), directory)) {
      HostileHistory.into(site);
      SiteMap map = SiteMap.of(site);
      assertThat(map.pages()).contains("/", "/ui/events", "/ui/sql").hasSizeGreaterThan(6);
      assertThat(map.dead()).isEmpty();

      for (Screen screen : List.of(Screen.DESK, Screen.PHONE)) {
        try (Visit visit = new Visit(browser, site.address(), screen)) {
          for (String path : map.pages()) {
            visit.open(path);
            assertHarmless(visit, path);
          }
          visit.assertQuiet();
        }
      }
    }
  }

  private static void assertHarmless(Visit visit, String path) {
    assertThat(visit.page.evaluate("() => window.owned === undefined")).as(path).isEqualTo(true);
    assertThat((List<?>) visit.page.evaluate(PLANTED)).as(path).isEmpty();
    assertThat(visit.page.evaluate(DANGEROUS_CHARACTERS)).as(path).isEqualTo(0);
    assertThat(visit.page.locator("h1").count()).as(path).isEqualTo(1);
    assertThat(visit.page.locator(".top nav").isVisible()).as(path).isTrue();
    visit.assertNoSidewaysScroll();
  }

  @Test
  void a_hostile_query_and_its_answer_are_text(Browser browser) {
    try (Site site = Site.in(directory);
        Visit visit = new Visit(browser, site.address(), Screen.PHONE)) {
      visit.open("/ui/sql");
      visit
          .page
          .locator("textarea")
          .fill("SELECT '%s' AS \"%s\"".formatted(HostileHistory.ALL.replace("'", "''"), "<b>x"));
      visit.page.locator("button.primary").click();
      visit.awaitShown("table.answer");
      assertHarmless(visit, "the answer");

      visit.page.locator("textarea").fill("SELECT \"" + HostileHistory.SCRIPT);
      visit.page.locator("button.primary").click();
      visit.awaitShown("[role=alert]");
      assertHarmless(visit, "the problem");
    }
  }
}
