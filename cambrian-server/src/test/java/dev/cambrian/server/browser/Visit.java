package dev.cambrian.server.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Somebody who looks at the dashboard with a fresh profile. What the pages asked for and complained
 * about meanwhile is remembered.
 */
final class Visit implements AutoCloseable {
  /** For whatever is expected to come by itself. */
  static final double PATIENCE_MS = 20_000;

  private static final Duration ENDING = Duration.ofSeconds(30);

  /** How the page's library for server-sent events tells that one broke. */
  private static final String BROKEN_STREAM = "error: [object Event]";

  private static final String TELL_VIOLATIONS =
      """
      document.addEventListener("securitypolicyviolation", (event) =>
        console.error("policy violated: " + event.violatedDirective + " by " + event.blockedURI
          + " at " + event.documentURI + " " + event.sourceFile + ":" + event.lineNumber));
      """;

  final Page page;
  private final String address;
  private final BrowserContext context;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  /**
   * What the page is seen on.
   *
   * @param width in CSS pixels
   */
  record Screen(int width, int height, boolean dark) {
    static final Screen DESK = new Screen(1280, 900, false);

    /** A small telephone. */
    static final Screen PHONE = new Screen(360, 740, false);

    Screen atNight() {
      return new Screen(width, height, true);
    }
  }

  /**
   * @param address of the server
   */
  Visit(Browser browser, String address, Screen screen) {
    this.address = address;
    this.context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(screen.width(), screen.height())
                .setAcceptDownloads(true)
                .setLocale("en-GB")
                .setTimezoneId("UTC"));
    context.setDefaultTimeout(PATIENCE_MS);
    context.addInitScript(TELL_VIOLATIONS);
    context.onRequest(request -> requests.add(request.url()));
    context.onConsoleMessage(
        message -> {
          if (!List.of("log", "info", "debug").contains(message.type())) {
            complaints.add("%s: %s".formatted(message.type(), message.text()));
          }
        });
    context.onWebError(error -> complaints.add("error: " + error.error()));
    context.onDialog(
        dialog -> {
          complaints.add("dialog: " + dialog.message());
          dialog.dismiss();
        });
    context.onRequestFailed(this::failed);
    this.page = context.newPage();
    if (screen.dark()) {
      turnDark();
    }
  }

  /** Playwright's own option writes the name of its enum in the machine's locale. */
  private void turnDark() {
    JsonObject feature = new JsonObject();
    feature.addProperty("name", "prefers-color-scheme");
    feature.addProperty("value", "dark");
    JsonArray features = new JsonArray();
    features.add(feature);
    JsonObject media = new JsonObject();
    media.add("features", features);
    JsonObject _ = context.newCDPSession(page).send("Emulation.setEmulatedMedia", media);
  }

  /** Whoever leaves a page cuts off its stream and what else is still on its way. */
  private void failed(Request request) {
    if (request.failure() == null || !request.failure().contains("ERR_ABORTED")) {
      complaints.add("failed: %s %s".formatted(request.url(), request.failure()));
    }
  }

  /** Opens a page, which must be one. */
  Visit open(String path) {
    var response = page.navigate(address + path);
    assertThat(response.status()).as(path).isEqualTo(200);
    return this;
  }

  /** Marks this document, so that {@link #assertNeverReloaded} knows it again. */
  Visit remember() {
    Object _ = page.evaluate("() => { window.remembered = true; }");
    return this;
  }

  void assertNeverReloaded() {
    assertThat(page.evaluate("() => window.remembered === true")).isEqualTo(true);
  }

  /** Waits until such an element is there and shown. */
  void awaitShown(String selector) {
    page.locator(selector).first().waitFor();
  }

  /** Waits until the page's text holds that. */
  void awaitText(String text) {
    page.getByText(text).first().waitFor();
  }

  /** No error on the console, no violated policy, nobody asked who is not the server. */
  void assertQuiet() {
    assertThat(complaints).isEmpty();
    assertThat(requests)
        .isNotEmpty()
        .allMatch(it -> it.startsWith(address + "/") || it.startsWith("data:image/"));
  }

  /**
   * The same where the server may have ended meanwhile, and with it whatever was asked last, the
   * page's stream of events too. A stream that breaks while the server goes on is a fault.
   */
  void assertQuietUntilTheEnd() {
    if (complaints.contains(BROKEN_STREAM)) {
      await("the end of the server").atMost(ENDING).until(() -> !answers());
      complaints.removeIf(BROKEN_STREAM::equals);
    }
    complaints.removeIf(
        it -> it.contains("ERR_CONNECTION_REFUSED") || it.contains("ERR_INCOMPLETE"));
    assertQuiet();
  }

  private boolean answers() {
    URI server = URI.create(address);
    try (Socket _ = new Socket(server.getHost(), server.getPort())) {
      return true;
    } catch (IOException gone) {
      return false;
    }
  }

  /** What was asked for, in order. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  /** Opens what is folded. */
  void unfoldAll() {
    Object _ =
        page.evaluate(
            "() => document.querySelectorAll('details').forEach((it) => (it.open = true))");
  }

  /** So many pixels of the page are beyond its right edge. */
  int sideways() {
    Object over =
        page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
    return ((Number) over).intValue();
  }

  /** The page as a whole does not scroll sideways. */
  void assertNoSidewaysScroll() {
    assertThat(sideways()).as("pixels beyond the right edge of " + page.url()).isZero();
  }

  @Override
  public void close() {
    context.close();
  }
}
