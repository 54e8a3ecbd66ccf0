package dev.cambrian.server.bench;

import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.terminal.Format;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What people see of a server with the largest history: in a process of its own, as its users start
 * it, looked at by the machine's Chromium where there is one.
 */
final class DashboardBench {
  private static final double MOST_KILOBYTES = 150;

  private final Workspace workspace;
  private final Scale scale;
  private final String at;
  private final List<Reading> readings = new ArrayList<>();

  private DashboardBench(Workspace workspace, Scale scale) {
    this.workspace = workspace;
    this.scale = scale;
    this.at = " at %s generations".formatted(Format.count(scale.largest()));
  }

  /**
   * Measures all of it.
   *
   * @param program of Chromium; empty: what only a browser can tell is told as not measured
   */
  static List<Reading> run(Workspace workspace, Scale scale, Optional<Path> program)
      throws IOException, InterruptedException {
    DashboardBench bench = new DashboardBench(workspace, scale);
    CambrianHome home = ServerHome.in(workspace.directory("home"), scale.largest());
    if (program.isEmpty()) {
      bench.pages(home, Optional.empty());
    } else {
      try (Chromium browser =
          Chromium.start(program.get(), workspace.directory("chromium").toAbsolutePath())) {
        bench.pages(home, Optional.of(browser));
        bench.readings.add(bench.firstOfServer(home, browser));
      }
      bench.readings.add(
          BrowserFloor.of(program.get(), workspace.directory("chromium").toAbsolutePath()));
    }
    bench.readings.addAll(OpenPagesBench.run(workspace, home, scale));
    return bench.readings;
  }

  private void pages(CambrianHome home, Optional<Chromium> browser)
      throws IOException, InterruptedException {
    try (ServerProcess server =
        ServerProcess.serving(home.directory(), workspace.directory("serve").resolve("out.log"))) {
      String address = "http://127.0.0.1:" + server.port();
      if (browser.isPresent()) {
        readings.addAll(FirstPaint.run(browser.get(), address, scale.visits(), at));
      } else {
        readings.add(
            Reading.unmeasured(Part.DASHBOARD, "first paint of Now" + at, Chromium.MISSING));
      }
      FirstVisit.Transfers visit = transfers(server.port());
      for (String page : visit.menu()) {
        answers(server.port(), page);
      }
      answers(server.port(), "/ui/generations/" + scale.largest());
      readings.addAll(new EventDelay(address, home.history(), scale.exchanges()).run(browser));
    }
  }

  /** What of the very first page is the server's. */
  private Reading firstOfServer(CambrianHome home, Chromium browser)
      throws IOException, InterruptedException {
    try (ServerProcess server =
        ServerProcess.serving(home.directory(), workspace.directory("serve").resolve("out.log"))) {
      return Reading.told(
          Part.DASHBOARD,
          "the very first page of a server in a browser that has painted before",
          FirstPaint.first(browser, "http://127.0.0.1:" + server.port()),
          Reading.Unit.MILLIS,
          "one visit, the server just started");
    }
  }

  private FirstVisit.Transfers transfers(int port) throws IOException {
    FirstVisit.Transfers visit = FirstVisit.of(port);
    double[] millis = new double[scale.visits()];
    for (int i = 0; i < millis.length; i++) {
      visit = FirstVisit.of(port);
      millis[i] = visit.millis();
    }
    readings.add(
        Reading.atMost(
            Part.DASHBOARD,
            "first visit of Now, over the wire",
            visit.bytes() / 1e3,
            Reading.Unit.KILOBYTES,
            MOST_KILOBYTES,
            "answers with their heads, as sent to who takes gzip; KB: " + visit.told()));
    Statistics all = new Statistics(millis);
    readings.add(
        Reading.told(
            Part.DASHBOARD,
            "all transfers of it, one after the other, median",
            all.median(),
            Reading.Unit.MILLIS,
            String.format(
                Locale.ROOT,
                "%d visits, without a browser; greatest %.1f ms",
                millis.length,
                all.greatest())));
    return visit;
  }

  private void answers(int port, String page) throws IOException, InterruptedException {
    Load load =
        Load.on(
            port, page, 1, scale.loadMillis() / 4, workspace.directory("load").resolve("load.log"));
    readings.add(
        Reading.told(
            Part.DASHBOARD,
            "GET %s, median".formatted(page),
            load.median(),
            Reading.Unit.MILLIS,
            String.format(
                Locale.ROOT,
                "99 %%: %.2f ms; one connection, uncompressed, %,d bytes",
                load.slowest(),
                load.bytes())));
  }
}
