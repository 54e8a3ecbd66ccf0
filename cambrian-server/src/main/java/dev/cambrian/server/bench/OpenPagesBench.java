package dev.cambrian.server.bench;

import dev.cambrian.core.history.History;
import dev.cambrian.server.home.CambrianHome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What many open pages cost a whole server in a process of its own, whose rig runs nothing: its
 * memory, and the time of a spawn, in pairs of rounds without and with them that take turns at
 * going first. The pages are live streams of Now, held by another process on the same machine,
 * which therefore has to do their reading too.
 */
final class OpenPagesBench {
  private static final double MOST_MEGABYTES = 100;
  private static final double MOST_SLOWER = 1.1;

  /** Before each round: what has left is noticed, what has come is taken up. */
  private static final int SETTLING = 3;

  private final Workspace workspace;
  private final ServerProcess server;
  private final Spawns spawns;
  private final Scale scale;
  private final List<Reading> readings = new ArrayList<>();

  private OpenPagesBench(Workspace workspace, ServerProcess server, Spawns spawns, Scale scale) {
    this.workspace = workspace;
    this.server = server;
    this.spawns = spawns;
    this.scale = scale;
  }

  static List<Reading> run(Workspace workspace, CambrianHome home, Scale scale)
      throws IOException, InterruptedException {
    Path incoming = workspace.directory("incoming");
    int highest;
    try (History history = History.open(home.history())) {
      highest = history.highestGeneration();
    }
    try (ServerProcess server =
            ServerProcess.hosting(
                home.directory(), incoming, workspace.directory("hosting").resolve("out.log"));
        Spawns spawns = new Spawns(server.port(), incoming, highest)) {
      OpenPagesBench bench = new OpenPagesBench(workspace, server, spawns, scale);
      var _ = spawns.of(2 * scale.spawns());
      bench.memory();
      bench.rounds();
      return bench.readings;
    }
  }

  private void memory() throws IOException, InterruptedException {
    double heapBefore = server.liveHeapMegabytes();
    double before = server.megabytes(ServerProcess.Memory.NOW);
    double heap;
    double after;
    int parts;
    try (OpenPages pages = pages()) {
      var _ = spawns.of(scale.spawns());
      heap = server.liveHeapMegabytes();
      after = server.megabytes(ServerProcess.Memory.NOW);
      parts = pages.leave();
    }
    readings.add(
        Reading.atMost(
            Part.DASHBOARD,
            "memory that %d open pages take".formatted(scale.openPages()),
            after - before,
            Reading.Unit.MEGABYTES,
            MOST_MEGABYTES,
            String.format(
                Locale.ROOT,
                "VmRSS after a collection: %.0f MB before, %.0f MB with them and %d spawns, of"
                    + " which each page got %d or more parts",
                before,
                after,
                scale.spawns(),
                parts)));
    readings.add(
        Reading.atMost(
            Part.DASHBOARD,
            "heap that they take",
            heap - heapBefore,
            Reading.Unit.MEGABYTES,
            MOST_MEGABYTES,
            String.format(
                Locale.ROOT,
                "live objects after a collection: %.1f MB before, %.1f MB with them",
                heapBefore,
                heap)));
  }

  private void rounds() throws IOException, InterruptedException {
    int pairs = scale.pairs();
    double[] without = new double[pairs];
    double[] with = new double[pairs];
    double[] ratios = new double[pairs];
    double most = 0;
    for (int i = 0; i < pairs; i++) {
      if (i % 2 == 0) {
        without[i] = round();
      }
      try (OpenPages pages = pages()) {
        with[i] = round();
        most = Math.max(most, server.megabytes(ServerProcess.Memory.NOW));
        var _ = pages.leave();
      }
      if (i % 2 == 1) {
        without[i] = round();
      }
      ratios[i] = with[i] / without[i];
    }
    Statistics all = new Statistics(ratios);
    readings.add(
        Reading.atMost(
            Part.DASHBOARD,
            "spawn answered with %d open pages, against without".formatted(scale.openPages()),
            all.median(),
            Reading.Unit.RATIO,
            MOST_SLOWER,
            String.format(
                Locale.ROOT,
                "median of %d pairs of rounds of %d spawns of 1 MB, %.2f to %.2f with 95 %%;"
                    + " pairs from %.2f to %.2f;"
                    + " medians %.1f ms without, %.1f ms with; VmRSS at most %.0f MB",
                pairs,
                scale.spawns(),
                all.medianAtLeast(),
                all.medianAtMost(),
                all.least(),
                all.greatest(),
                new Statistics(without).median(),
                new Statistics(with).median(),
                most)));
  }

  private double round() throws IOException, InterruptedException {
    var _ = spawns.of(SETTLING);
    return spawns.of(scale.spawns()).median();
  }

  private OpenPages pages() throws IOException, InterruptedException {
    return OpenPages.on(
        server.port(), scale.openPages(), workspace.directory("pages").resolve("pages.log"));
  }
}
