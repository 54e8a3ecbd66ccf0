package dev.cambrian.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
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
      visit.awaitText("tested, not promoted");
      assertThat(visit.page.locator("article[aria-label='Generation 1']").count()).isZero();
      visit.assertNeverReloaded();
      visit.assertQuiet();
      assertThat(visit.requests()).anyMatch(it -> it.endsWith("/ui/live/now"));
    }
  }
}
