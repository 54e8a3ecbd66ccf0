package dev.cambrian.server.bench;

import dev.cambrian.core.CambrianException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures the figures that the README quotes, here and now. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures Cambrian on this machine against what it promises; takes a few minutes.",
      "Exits 0 where everything is reached, 1 where something is missed, 3 where something could not be measured."
    })
public final class BenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "PART",
      arity = "0..*",
      description = {
        "What to measure alone, of ${COMPLETION-CANDIDATES}; without any, all of it.",
        "Here rig is all of the rig: rig, container, parallel and soak."
      })
  private List<Part> parts = List.of();

  @Option(
      names = "--only",
      paramLabel = "PART",
      split = ",",
      description = "The same parts, several with commas; rig is that one part alone.")
  private List<Part> only = List.of();

  @Option(
      names = "--quick",
      description = "On so little that it takes seconds; the values are no measure.")
  private boolean quick;

  @Option(
      names = "--json",
      description = "A JSON object; what goes on as one a line on standard error.")
  private boolean json;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "On whose disk to measure; else target/ of the checkout, else the system's temporary one.")
  private @Nullable Path directory;

  @Override
  public Integer call() throws InterruptedException {
    Set<Part> measured = measured(parts, only);
    Scale scale = quick ? Scale.QUICK : Scale.FULL;
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try (Workspace workspace = Workspace.in(place())) {
      Machine machine = Machine.at(workspace.root());
      Fixtures fixtures = new Fixtures(workspace);
      List<Reading> readings = new ArrayList<>();
      try (BenchProgress progress = new BenchProgress(err, json, measured.size())) {
        for (Part part : measured) {
          progress.begin(part);
          readings.addAll(measure(part, workspace, fixtures, scale));
        }
        progress.end();
      }
      BenchReport report = new BenchReport(machine, quick, readings);
      out.print(json ? report.json() : report.text());
      out.flush();
      return report.status().code();
    }
  }

  /** All parts where none is named. */
  static Set<Part> measured(List<Part> parts, List<Part> only) {
    Set<Part> measured = EnumSet.noneOf(Part.class);
    measured.addAll(only);
    measured.addAll(parts);
    if (parts.contains(Part.RIG)) {
      measured.addAll(EnumSet.of(Part.CONTAINER, Part.PARALLEL, Part.SOAK));
    }
    return measured.isEmpty() ? EnumSet.allOf(Part.class) : measured;
  }

  private static List<Reading> measure(
      Part part, Workspace workspace, Fixtures fixtures, Scale scale) throws InterruptedException {
    try {
      return switch (part) {
        case HISTORY -> AppendBench.run(fixtures, scale);
        case LISTING -> ListingBench.run(fixtures, scale);
        case REBUILD -> RebuildBench.run(fixtures, scale);
        case RIG -> RigBench.run(workspace, scale);
        case CONTAINER -> ContainerBench.run(workspace, scale);
        case PARALLEL -> ParallelBench.run(workspace, scale);
        case SOAK -> SoakBench.run(workspace, scale);
        case MEMORY -> MemoryBench.run(workspace);
        case SERVER -> ServerBench.run(workspace, scale);
        case GATEWAY -> GatewayBench.run(workspace, scale);
        case REPRODUCE -> ReproduceBench.run(workspace);
        case CAMPAIGN -> CampaignBench.run(workspace, scale);
        case DASHBOARD -> DashboardBench.run(workspace, scale, Chromium.find(System.getenv()));
      };
    } catch (CambrianException | IOException | SQLException e) {
      return List.of(Reading.unmeasured(part, String.valueOf(e.getMessage())));
    }
  }

  private Path place() {
    if (directory != null) {
      return directory;
    }
    Path target = Path.of(System.getProperty("cambrian.root", ""), "target");
    return System.getProperty("cambrian.root") != null && Files.isWritable(target)
        ? target
        : Path.of(System.getProperty("java.io.tmpdir"));
  }
}
