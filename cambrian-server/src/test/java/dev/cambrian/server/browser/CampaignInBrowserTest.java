package dev.cambrian.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator.WaitForOptions;
import com.microsoft.playwright.options.WaitForSelectorState;
import dev.cambrian.core.history.CampaignRecord;
import dev.cambrian.server.browser.Visit.Screen;
import dev.cambrian.server.campaign.ScriptedWorld;
import dev.cambrian.server.dashboard.Site;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A campaign of a real server is watched from its first trial to its end. */
@ExtendWith(RealBrowser.class)
@DisplayNameGeneration(ReplaceUnderscores.class)
final class CampaignInBrowserTest {
  @TempDir private Path directory;

  @Test
  @Timeout(180)
  void its_trials_come_to_the_page_by_themselves(Browser browser) throws Exception {
    ScriptedWorld world = new ScriptedWorld(Files.createDirectories(directory.resolve("world")));
    world.hold("judging");
    try (Site site = Site.in(world, directory);
        Visit visit = new Visit(browser, site.address(), Screen.DESK)) {
      site.campaign(40);
      visit.open("/").remember();
      visit.page.locator("a[href='/ui/campaigns/c1']").first().click();
      visit.awaitShown("#pause");
      visit.remember();

      world.release();
      visit
          .page
          .locator("#pause")
          .waitFor(new WaitForOptions().setState(WaitForSelectorState.DETACHED).setTimeout(90_000));

      CampaignRecord ended = site.supervisor().history().campaign("c1").orElseThrow();
      assertThat(visit.page.locator(".figures .figure").first().textContent())
          .isEqualTo("%d of 40".formatted(ended.trials().scored()));
      assertThat(visit.page.locator("table.tree a:has-text('node 1')").count()).isPositive();
      visit.assertNeverReloaded();
      Gallery.take(visit, "campaign");
      visit.assertQuiet();
    }
  }
}
