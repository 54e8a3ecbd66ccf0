package dev.cambrian.server.bench;

import dev.cambrian.core.json.Json;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * The page Now in a real Chromium that was never there: each visit in a context of its own, with an
 * empty cache. What counts is the first paint with content, from the start of the navigation on, as
 * the browser itself tells it by the Paint Timing API.
 */
final class FirstPaint {
  private static final double MOST_MILLIS = 300;
  private static final int WARM_UP = 2;

  private static final String PAINTED =
      """
      new Promise((done) => {
        const at = {};
        new PerformanceObserver((list) => {
          for (const it of list.getEntries()) at[it.name] = it.startTime;
          if (at["first-contentful-paint"]) {
            at.answered = performance.getEntriesByType("navigation")[0].responseEnd;
            done(JSON.stringify(at));
          }
        }).observe({type: "paint", buffered: true});
      })
      """;

  private FirstPaint() {}

  /**
   * Of a server that nobody has asked for a page yet.
   *
   * @param visits that count
   */
  static List<Reading> run(Chromium browser, String address, int visits, String at)
      throws IOException, InterruptedException {
    double first = visit(browser, address).painted();
    double[] painted = new double[visits];
    double[] answered = new double[visits];
    for (int i = -WARM_UP; i < visits; i++) {
      Visit visit = visit(browser, address);
      if (i >= 0) {
        painted[i] = visit.painted();
        answered[i] = visit.answered();
      }
    }
    Statistics all = new Statistics(painted);
    return List.of(
        Reading.atMost(
            Part.DASHBOARD,
            "first paint of Now" + at,
            all.median(),
            Reading.Unit.MILLIS,
            MOST_MILLIS,
            String.format(
                Locale.ROOT,
                "first-contentful-paint in %s without a cache, median of %d visits;"
                    + " greatest %.0f ms; the HTML was there after %.0f ms",
                browser.version(),
                visits,
                all.greatest(),
                new Statistics(answered).median())),
        Reading.atMost(
            Part.DASHBOARD,
            "the same of the very first page of a server",
            first,
            Reading.Unit.MILLIS,
            MOST_MILLIS,
            "one visit, server and browser just started"));
  }

  /** One visit, in milliseconds. */
  static double first(Chromium browser, String address) throws InterruptedException {
    return visit(browser, address).painted();
  }

  /** In milliseconds from the start of the navigation. */
  private record Visit(double painted, double answered) {}

  private static Visit visit(Chromium browser, String address) throws InterruptedException {
    try (Chromium.Tab tab = browser.open()) {
      tab.go(address + "/");
      JsonNode told = Json.parse(tab.run(PAINTED));
      return new Visit(
          told.path("first-contentful-paint").asDouble(), told.path("answered").asDouble());
    }
  }
}
