package dev.cambrian.server.bench;

import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.terminal.Format;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The server in processes of its own, with histories of three sizes, under a load from another
 * process; beside them a bare server that answers constant bytes of the same size.
 */
final class ServerBench {
  private static final int CONNECTIONS = 16;
  private static final double MOST_MEGABYTES = 400;

  private final Workspace workspace;
  private final Scale scale;
  private final List<Reading> readings = new ArrayList<>();
  private final Path output;

  private ServerBench(Workspace workspace, Scale scale) throws IOException {
    this.workspace = workspace;
    this.scale = scale;
    this.output = workspace.directory("load").resolve("load.log");
  }

  static List<Reading> run(Workspace workspace, Scale scale)
      throws IOException, InterruptedException {
    ServerBench bench = new ServerBench(workspace, scale);
    List<CambrianHome> homes = new ArrayList<>();
    for (int generations : scale.generations()) {
      homes.add(ServerHome.in(workspace.directory("home"), generations));
    }
    bench.processes(homes);
    List<Reading> readings = new ArrayList<>(bench.readings);
    readings.addAll(SupervisorBench.run(workspace, homes.getLast(), scale));
    return readings;
  }

  private void processes(List<CambrianHome> homes) throws IOException, InterruptedException {
    List<ServerProcess> servers = new ArrayList<>();
    try (ServerProcess bare = ServerProcess.bare(log("bare"))) {
      try {
        for (CambrianHome home : homes) {
          servers.add(ServerProcess.serving(home.directory(), log("serve")));
        }
        start(servers.getLast());
        stats(servers, bare);
        listings(servers.getLast(), bare);
      } finally {
        servers.forEach(ServerProcess::close);
      }
    }
  }

  private Path log(String name) throws IOException {
    return workspace.directory(name).resolve("out.log");
  }

  private void start(ServerProcess server) throws IOException, InterruptedException {
    readings.add(
        Reading.atMost(
            Part.SERVER,
            "start with %s generations".formatted(Format.count(scale.largest())),
            server.startMillis() / 1e3,
            Reading.Unit.SECONDS,
            1.5,
            "until /healthz answers"));
    TimeUnit.MILLISECONDS.sleep(scale.loadMillis());
    readings.add(
        Reading.atMost(
            Part.SERVER,
            "memory at rest",
            server.megabytes(ServerProcess.Memory.NOW),
            Reading.Unit.MEGABYTES,
            150,
            "VmRSS with %s generations".formatted(Format.count(scale.largest()))));
  }

  private void stats(List<ServerProcess> servers, ServerProcess bare)
      throws IOException, InterruptedException {
    List<Load> loads = new ArrayList<>();
    for (ServerProcess server : servers) {
      loads.add(load(server, "/stats"));
    }
    Load limit = load(bare, "/bytes/" + loads.getLast().bytes());
    for (int i = 0; i < loads.size(); i++) {
      readings.add(
          Reading.atLeast(
              Part.SERVER,
              "/stats at %s generations".formatted(Format.count(scale.generations().get(i))),
              loads.get(i).rate(),
              Reading.Unit.RATE,
              5_000,
              against(loads.get(i), limit)));
    }
    readings.add(
        Reading.atLeast(
            Part.SERVER,
            "/stats, rate at %s against that at %s generations"
                .formatted(
                    Format.count(scale.largest()), Format.count(scale.generations().getFirst())),
            loads.getLast().rate() / loads.getFirst().rate(),
            Reading.Unit.RATIO,
            0.8,
            "flat"));
  }

  private void listings(ServerProcess server, ServerProcess bare)
      throws IOException, InterruptedException {
    String at = " at %s generations".formatted(Format.count(scale.largest()));
    Load page = load(server, "/versions?limit=50");
    Load pageLimit = load(bare, "/bytes/" + page.bytes());
    readings.add(
        Reading.atLeast(
            Part.SERVER,
            "/versions?limit=50" + at,
            page.rate(),
            Reading.Unit.RATE,
            3_000,
            against(page, pageLimit)));
    readings.add(
        Reading.atMost(
            Part.SERVER,
            "/versions?limit=50, 99 % of the answers",
            page.slowest(),
            Reading.Unit.MILLIS,
            20,
            String.format(Locale.ROOT, "bare: %.2f ms", pageLimit.slowest())));
    Load whole = load(server, "/versions");
    Load wholeLimit = load(bare, "/bytes/" + whole.bytes());
    readings.add(
        Reading.atLeast(
            Part.SERVER,
            "/versions whole" + at,
            whole.rate(),
            Reading.Unit.RATE,
            20,
            against(whole, wholeLimit)));
    readings.add(
        Reading.atMost(
            Part.SERVER,
            "memory under these loads, peak",
            server.megabytes(ServerProcess.Memory.PEAK),
            Reading.Unit.MEGABYTES,
            MOST_MEGABYTES,
            String.format(
                Locale.ROOT,
                "VmHWM; %.0f MB after them",
                server.megabytes(ServerProcess.Memory.NOW))));
  }

  private Load load(ServerProcess server, String path) throws IOException, InterruptedException {
    return Load.on(server.port(), path, CONNECTIONS, scale.loadMillis(), output);
  }

  private static String against(Load load, Load limit) {
    return String.format(
        Locale.ROOT,
        "%d connections, %,d bytes; %.2f of a bare handler's %.0f",
        CONNECTIONS,
        load.bytes(),
        load.rate() / limit.rate(),
        limit.rate());
  }
}
