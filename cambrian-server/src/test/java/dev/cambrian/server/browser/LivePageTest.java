package dev.cambrian.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import dev.cambrian.server.browser.Visit.Screen;
import dev.cambrian.server.dashboard.Site;
import dev.cambrian.server.supervisor.GrownArtifact;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is on the screen is what is so. */
@ExtendWith(RealBrowser.class)
@DisplayNameGeneration(ReplaceUnderscores.class)
final class LivePageTest {
  @TempDir private Path directory;

  @Test
  void the_page_changes_by_itself_when_a_generation_begins_and_ends(Browser browser) {
    try (Site site = Site.in(directory);
        Visit visit = new Visit(browser, site.address(), Screen.DESK)) {
      visit.open("/").remember();
      visit.awaitText("Nothing has been grown yet");

      site.spawn(GrownArtifact.of(1, "held"));
      visit.awaitShown("article[aria-label='Generation 1'] .step.running");

      site.fake.release();
      visit.awaitText("Nothing goes on. The last, generation 1");
      visit.awaitText("viable, not promoted yet");
      assertThat(visit.page.locator("article[aria-label='Generation 1']").count()).isZero();
      visit.assertNeverReloaded();
      visit.assertQuiet();
      assertThat(visit.requests()).anyMatch(it -> it.endsWith("/ui/live/now"));
    }
  }

  @Test
  void what_was_ticked_in_the_lineage_stays_ticked_when_it_grows(Browser browser)
      throws InterruptedException {
    try (Site site = Site.in(directory);
        Visit visit = new Visit(browser, site.address(), Screen.PHONE)) {
      site.judged(GrownArtifact.of(1, "viable"));
      site.judged(GrownArtifact.of(2, "viable").withParent(1));
      visit.open("/ui/lineage").remember();
      visit.page.locator("#pick-1").focus();
      visit.page.keyboard().press("Space");

      site.judged(GrownArtifact.of(3, "non-viable"));
      visit.awaitShown("tr#g3");

      assertThat(visit.page.locator("#pick-1").isChecked()).isTrue();
      assertThat(visit.page.evaluate("() => document.activeElement.id")).isEqualTo("pick-1");
      visit.page.locator("#pick-3").focus();
      visit.page.keyboard().press("Space");
      visit.page.keyboard().press("Enter");
      visit.awaitShown("h1:has-text('Generations 1 and 3')");
      assertThat(visit.page.url()).endsWith("/ui/compare/1/3");
      visit.assertQuiet();
    }
  }

  @Test
  void trends_are_drawn_anew_when_a_generation_ends_and_a_choice_is_not_lost(Browser browser)
      throws InterruptedException {
    try (Site site = Site.in(directory);
        Visit visit = new Visit(browser, site.address(), Screen.DESK)) {
      // As many as are drawn; fewer are told in words.
      for (int generation = 1; generation <= 9; generation++) {
        site.judged(GrownArtifact.of(generation, "viable"));
      }
      visit.open("/ui/trends?window=50").remember();
      visit.awaitText("Of 9 generations, 9 count: 9 of them viable");
      visit.page.locator("select[name=window]").selectOption("all");
      Locator figures = visit.page.locator("figure.chart details").first();
      figures.locator("summary").click();
      Object at = visit.page.evaluate("() => (window.scrollTo(0, 400), window.scrollY)");
      assertThat(at).isNotEqualTo(0);

      site.judged(GrownArtifact.of(10, "non-viable"));

      visit.awaitText("Of 10 generations, 10 count: 9 of them viable");
      assertThat(visit.page.locator("select[name=window]").inputValue()).isEqualTo("all");
      assertThat(figures.getAttribute("open")).isNotNull();
      assertThat(visit.page.evaluate("() => window.scrollY")).isEqualTo(at);
      visit.assertNeverReloaded();
      visit.assertQuiet();
      assertThat(visit.requests()).anyMatch(it -> it.endsWith("/ui/live/trends?window=50"));
    }
  }
}
