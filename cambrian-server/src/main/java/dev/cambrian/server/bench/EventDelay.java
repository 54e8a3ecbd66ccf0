package dev.cambrian.server.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.WriteCondition;
import dev.cambrian.core.json.Json;
import dev.cambrian.server.view.Happening;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * From the commit of an event to its line on the page Now. This process appends, as {@code grow}
 * does beside a server, which therefore has to find out by itself; the pauses between the events
 * are of random length, so that they meet every moment of what the server does at intervals. One
 * clock, this process's, takes all times.
 */
final class EventDelay {
  private static final double MOST_MILLIS = 200;
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int SHORTEST_PAUSE = 20;
  private static final int LONGEST_PAUSE = 450;
  private static final int WARM_UP = 10;
  private static final Pattern LINE =
      Pattern.compile("<span class=\"untrusted\">(<a [^>]*>.*?)</span></li>");

  /** Tells all lines whenever something in the page changes. */
  private static final String WATCH =
      """
      (() => {
        const tell = () => lines(JSON.stringify(
          [...document.querySelectorAll(".log li .untrusted")].map((it) => it.textContent)));
        new MutationObserver(tell).observe(
          document.getElementById("main"), {childList: true, subtree: true, characterData: true});
        tell();
      })()
      """;

  private final Sightings streamed = new Sightings();
  private final Sightings shown = new Sightings();
  private final String address;
  private final Path history;
  private final int events;

  /**
   * Of a server that serves.
   *
   * @param history of its home
   * @param events that count
   */
  EventDelay(String address, Path history, int events) {
    this.address = address;
    this.history = history;
    this.events = events;
  }

  /** By the live stream and, where there is a browser, in its page. */
  List<Reading> run(Optional<Chromium> browser) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      HttpResponse<InputStream> stream =
          http.send(
              HttpRequest.newBuilder(URI.create(address + "/ui/live/now")).build(),
              BodyHandlers.ofInputStream());
      Thread reader = Thread.ofVirtual().start(() -> read(stream.body()));
      try {
        if (browser.isEmpty()) {
          return measure(false);
        }
        try (Chromium.Tab tab = browser.get().open()) {
          tab.go(address + "/");
          tab.give(
              "lines",
              told -> {
                long now = System.nanoTime();
                List<String> lines = new ArrayList<>();
                Json.parse(told).forEach(it -> lines.add(it.asString()));
                shown.seen(lines, now);
              });
          var _ = tab.run(WATCH);
          return measure(true);
        }
      } finally {
        stream.body().close();
        reader.join();
        http.shutdownNow();
      }
    }
  }

  private void read(InputStream stream) {
    try (BufferedReader in = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
      List<String> lines = new ArrayList<>();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.isEmpty()) {
          streamed.seen(lines, System.nanoTime());
          lines.clear();
        }
        LINE.matcher(line)
            .results()
            .forEach(it -> lines.add(it.group(1).replaceAll("<[^>]*>", "")));
      }
    } catch (IOException | UncheckedIOException closed) {
      return; // What is missing then is missed by whoever waits for it.
    }
  }

  private List<Reading> measure(boolean browser) throws InterruptedException {
    double[] byStream = new double[events];
    double[] byPage = new double[events];
    Random random = new Random(42);
    try (History own = History.open(history)) {
      int generation = own.highestGeneration();
      List<Event> life = List.of();
      int next = 0;
      for (int i = -WARM_UP; i < events; i++) {
        if (next == life.size()) {
          life = SampleGrowth.of(++generation);
          next = 0;
        }
        TimeUnit.MILLISECONDS.sleep(random.nextInt(SHORTEST_PAUSE, LONGEST_PAUSE));
        var appended =
            own.append(
                StreamId.generation(generation),
                next == 0 ? WriteCondition.noStream() : WriteCondition.atVersion(next),
                Fixtures.CAUSE,
                List.of(life.get(next)));
        long committed = System.nanoTime();
        next++;
        String sentence = Happening.of(appended.getFirst()).sentence();
        long inStream = streamed.await(sentence, LIMIT, "the live stream");
        long inPage = browser ? shown.await(sentence, LIMIT, "the page in Chromium") : committed;
        if (i >= 0) {
          byStream[i] = Sightings.millis(committed, inStream);
          byPage[i] = Sightings.millis(committed, inPage);
        }
      }
    }
    List<Reading> readings = new ArrayList<>();
    readings.addAll(readings("an event in the live stream of Now", new Statistics(byStream)));
    if (browser) {
      readings.addAll(readings("an event in the page Now of Chromium", new Statistics(byPage)));
    } else {
      readings.add(
          Reading.unmeasured(
              Part.DASHBOARD, "an event in the page Now of Chromium", Chromium.MISSING));
    }
    return readings;
  }

  private static List<Reading> readings(String what, Statistics millis) {
    String method =
        String.format(
            Locale.ROOT,
            "after its commit by another process; %d events, pauses of %d to %d ms;"
                + " least %.0f, greatest %.0f ms",
            millis.sorted().length,
            SHORTEST_PAUSE,
            LONGEST_PAUSE,
            millis.least(),
            millis.greatest());
    return List.of(
        Reading.atMost(
            Part.DASHBOARD,
            what + ", median",
            millis.median(),
            Reading.Unit.MILLIS,
            MOST_MILLIS,
            method),
        Reading.atMost(
            Part.DASHBOARD,
            what + ", 99 %",
            millis.percentile(99),
            Reading.Unit.MILLIS,
            MOST_MILLIS,
            "of the same"));
  }
}
