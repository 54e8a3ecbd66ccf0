package dev.cambrian.server.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.rig.IsolationPolicy;
import dev.cambrian.rig.LocalVerifier;
import dev.cambrian.server.browser.Visit.Screen;
import dev.cambrian.server.dashboard.Site;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The rig runs an artifact whose tests take their time, and somebody watches them. */
@ExtendWith(RealBrowser.class)
@DisplayNameGeneration(ReplaceUnderscores.class)
final class RunningStageTest {
  private static final String ATTACK =
      "\"\\x1b[2J\\x1b]0;owned\\x07<script>owned = 1</script></pre>\\u202egnp.exe\\n\" + \"m\" * 1_000_000";

  @TempDir private Path directory;

  @Test
  @Timeout(300)
  void what_a_test_prints_is_seen_while_it_runs_and_is_harmless(Browser browser) throws Exception {
    LocalVerifier verifier = LocalVerifier.with(IsolationPolicy.REQUIRE_SANDBOX);
    Optional<String> reason = verifier.refusal();
    if (reason.isPresent() && "true".equals(System.getenv("CI"))) {
      throw new AssertionError("with CI=true this test has to run: " + reason.get());
    }
    assumeTrue(reason.isEmpty(), () -> reason.orElse(""));
    try (Site site = Site.judgedBy(verifier.withScratch(directory), directory);
        Visit now = new Visit(browser, site.address(), Screen.DESK);
        Visit page = new Visit(browser, site.address(), Screen.PHONE)) {
      now.page.setDefaultTimeout(120_000);
      now.open("/").remember();
      String order = Counter.slow(directory.resolve("artifacts"), 1, ATTACK);
      assertThat(site.post("/spawn", order).statusCode()).isEqualTo(200);

      now.awaitShown(".tail:has-text('counting 3')");
      now.awaitShown(".tail:has-text('counting 12')");
      assertThat(now.page.locator("#running-1 summary").textContent())
          .isEqualTo("What the stage test of generation 1 prints");
      assertHarmless(now);
      now.assertNeverReloaded();

      page.open("/ui/generations/1").remember();
      page.awaitShown(".tail:has-text('counting 20')");
      assertHarmless(page);
      page.page.locator("#running-1 summary").click();
      String before = tail(page).textContent();
      page.page.waitForCondition(() -> !tail(page).textContent().equals(before));
      assertThat(page.page.locator("#running-1").getAttribute("open"))
          .as("what was folded stays so when more comes")
          .isNull();
      assertThat(site.supervisor().history().read(StreamId.generation(1)))
          .noneMatch(
              it -> it.event() instanceof Event.StageFinished done && done.stage() == Stage.TEST);

      page.page.locator("#stop-1 summary").click();
      page.page.locator("#stop-1 button").click();
      page.awaitShown("dd:has-text('cancelled')");
      assertThat(site.supervisor().generation(1).outcome()).isEqualTo(Outcome.FAILED);
      now.awaitText("Nothing goes on.");
      assertThat(now.page.locator(".tail").count()).isZero();
      now.assertNeverReloaded();
      now.assertQuiet();
      page.assertQuiet();
    }
  }

  private static Locator tail(Visit visit) {
    return visit.page.locator("#running-1 .tail pre").first();
  }

  private static void assertHarmless(Visit visit) {
    assertThat(visit.page.evaluate("() => window.owned === undefined")).isEqualTo(true);
    assertThat(
            visit.page.evaluate("() => /[\\u001b\\u0007\\u202e]/.test(document.body.textContent)"))
        .isEqualTo(false);
    assertThat(visit.page.content()).hasSizeLessThan(100_000);
    visit.assertNoSidewaysScroll();
  }
}
