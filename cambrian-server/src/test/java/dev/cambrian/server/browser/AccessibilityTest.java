package dev.cambrian.server.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import dev.cambrian.core.history.CampaignStatus;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.server.browser.Visit.Screen;
import dev.cambrian.server.campaign.ScriptedWorld;
import dev.cambrian.server.dashboard.HostileHistory;
import dev.cambrian.server.dashboard.HostileVerifier;
import dev.cambrian.server.dashboard.Site;
import dev.cambrian.server.supervisor.GrownArtifact;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That nobody is shut out: not by eyes, hands, a telephone or the dark. */
@ExtendWith(RealBrowser.class)
@DisplayNameGeneration(ReplaceUnderscores.class)
final class AccessibilityTest {
  private static final String HEADINGS =
      """
      () => {
        const levels = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map((it) => Number(it.tagName[1]));
        return levels.filter((it, i) => i > 0 && it > levels[i - 1] + 1).length;
      }
      """;

  private static final String UNNAMED_COLUMNS =
      "() => [...document.querySelectorAll('main th:not([scope])')].map((it) => it.outerHTML)";

  private static final Optional<Outcome> IN_PROGRESS = Optional.of(Outcome.IN_PROGRESS);

  @TempDir private Path directory;

  static Stream<Screen> screens() {
    return Stream.of(Screen.DESK, Screen.PHONE).flatMap(it -> Stream.of(it, it.atNight()));
  }

  private static Site populated(Path directory) throws InterruptedException {
    Site site = Site.in(directory);
    site.judged(GrownArtifact.of(1, "viable"));
    site.judged(GrownArtifact.of(2, "non-viable").withParent(1));
    site.judged(GrownArtifact.of(3, "abort"));
    site.spawn(GrownArtifact.of(4, "held").withParent(1));
    return site;
  }

  @ParameterizedTest
  @MethodSource("screens")
  void no_page_has_a_serious_fault(Screen screen, Browser browser) throws Exception {
    try (Site site = populated(directory)) {
      assertSound(site, screen, browser);
    }
  }

  /** One is over, and one goes on while it is looked at. */
  @ParameterizedTest
  @MethodSource("screens")
  void neither_has_one_that_shows_campaigns(Screen screen, Browser browser) throws Exception {
    ScriptedWorld world = new ScriptedWorld(Files.createDirectories(directory.resolve("world")));
    try (Site site = Site.in(world, directory)) {
      site.campaign(24);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> status(site, "c1") == CampaignStatus.FINISHED);
      world.hold("judging");
      site.campaign(40);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> !site.supervisor().history().generations(0, 1, IN_PROGRESS).isEmpty());
      try {
        assertSound(site, screen, browser, "/ui/campaigns/c1", "/ui/campaigns/c1/plan");
      } finally {
        world.release();
      }
    }
  }

  private static CampaignStatus status(Site site, String campaign) {
    return site.supervisor().history().campaign(campaign).orElseThrow().status();
  }

  @Test
  void neither_has_one_that_shows_hostile_content(Browser browser) throws Exception {
    try (Site site = Site.judgedBy(new HostileVerifier(), directory)) {
      HostileHistory.into(site);
      assertSound(site, Screen.PHONE, browser);
    }
  }

  @Test
  void neither_has_one_of_a_server_without_a_past(Browser browser) {
    try (Site site = Site.in(directory)) {
      assertSound(site, Screen.DESK, browser);
    }
  }

  private static void assertSound(Site site, Screen screen, Browser browser, String... also) {
    SiteMap map = SiteMap.of(site);
    assertThat(map.pages())
        .contains("/", "/ui/specs", "/ui/events", "/ui/sql")
        .containsAll(List.of(also));
    assertThat(map.dead()).isEmpty();
    List<String> faults = new ArrayList<>();
    try (Visit visit = new Visit(browser, site.address(), screen)) {
      for (String path : map.pages()) {
        visit.open(path);
        visit.unfoldAll();
        faults(visit).forEach(it -> faults.add(path + ": " + it));
      }
      visit.assertQuiet();
    }
    assertThat(faults).isEmpty();
  }

  private static List<String> faults(Visit visit) {
    List<String> faults = new ArrayList<>(Axe.faults(visit.page));
    if (visit.sideways() > 0) {
      faults.add("%d pixels beyond the right edge".formatted(visit.sideways()));
    }
    if (!visit.page.evaluate(HEADINGS).equals(0)) {
      faults.add("a level of headings is left out");
    }
    ((List<?>) visit.page.evaluate(UNNAMED_COLUMNS))
        .forEach(it -> faults.add("a heading of nothing: " + it));
    return faults;
  }

  @Test
  void the_menu_is_walked_with_the_keyboard_alone(Browser browser) {
    try (Site site = Site.in(directory);
        Visit visit = new Visit(browser, site.address(), Screen.DESK)) {
      visit.open("/");
      visit.page.keyboard().press("Tab");
      assertThat(focused(visit)).isEqualTo("Skip to content");
      assertThat(visit.page.locator(".skip").boundingBox().x).isNotNegative();

      List<String> walked = new ArrayList<>();
      List<String> menu = visit.page.locator(".top nav a").allTextContents();
      for (int i = 0; i <= menu.size(); i++) {
        visit.page.keyboard().press("Tab");
        walked.add(focused(visit));
        assertThat(visit.page.evaluate("() => document.activeElement.matches(':focus-visible')"))
            .isEqualTo(true);
      }
      assertThat(walked.getFirst()).isEqualTo("Cambrian");
      assertThat(walked.subList(1, walked.size())).isEqualTo(menu);

      visit.page.locator(".top nav a[href='/ui/sql']").focus();
      visit.page.keyboard().press("Enter");
      visit.awaitShown("textarea#q");
      assertThat(visit.page.locator(".top nav a[aria-current=page]").textContent())
          .isEqualTo("SQL");
      visit.page.keyboard().press("Tab");
      visit.page.keyboard().press("Enter");
      assertThat(visit.page.evaluate("() => document.activeElement.id")).isEqualTo("main");
      visit.assertQuiet();
    }
  }

  private static String focused(Visit visit) {
    return String.valueOf(visit.page.evaluate("() => document.activeElement.textContent.trim()"));
  }

  @Test
  void the_night_is_dark_and_the_day_is_light(Browser browser) {
    try (Site site = Site.in(directory);
        Visit day = new Visit(browser, site.address(), Screen.DESK);
        Visit night = new Visit(browser, site.address(), Screen.DESK.atNight())) {
      assertThat(paper(day)).isGreaterThan(200);
      assertThat(paper(night)).isLessThan(60);
    }
  }

  /** How bright it is, 0 to 255. */
  private static int paper(Visit visit) {
    visit.open("/");
    return ((Number)
            visit.page.evaluate(
                "() => Number(getComputedStyle(document.documentElement).backgroundColor.match(/\\d+/)[0])"))
        .intValue();
  }
}
