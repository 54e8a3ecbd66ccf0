package dev.cambrian.rig;

import dev.cambrian.core.spec.Entry;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where a verification's time goes: the rig, and the same commands alone through the same sandbox,
 * in turns. A program, not a test: {@code RigTimeline bubblewrap|none ROUNDS}.
 */
final class RigTimeline {
  private final Isolation isolation;
  private final Path directory;
  private final TestArtifact artifact = TestArtifact.honestPython();
  private final Spec spec = artifact.spec();
  private final List<double[]> rows = new ArrayList<>();

  private RigTimeline(Isolation isolation, Path directory) {
    this.isolation = isolation;
    this.directory = directory;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    Isolation isolation = Isolation.of(args[0]).orElseThrow();
    Path directory = Files.createTempDirectory("cambrian-timeline-");
    try {
      new RigTimeline(isolation, directory).run(Integer.parseInt(args[1], 10));
    } finally {
      Scratch.delete(directory);
    }
  }

  private void run(int rounds) throws IOException, InterruptedException {
    var sealed = artifact.seal(directory);
    System.out.println(" rig | alone | over |  manifest  build  test  start  health  rest");
    for (int i = 0; i < rounds; i++) {
      LocalVerifier verifier = LocalVerifier.with(isolation, IsolationPolicy.ALLOW_NONE);
      Map<Stage, Double> stages = new EnumMap<>(Stage.class);
      long began = System.nanoTime();
      Verification verification =
          verifier.verify(
              new VerificationRequest(
                  "run",
                  sealed.manifest().generation(),
                  sealed.directory(),
                  sealed.manifest().artifactHash(),
                  spec),
              new VerificationListener() {
                @Override
                public void stageFinished(Stage stage, boolean passed, Duration took) {
                  stages.put(stage, took.toNanos() / 1e6);
                }
              });
      double rig = millisSince(began);
      if (!TestArtifact.report(verification).viable()) {
        throw new AssertionError(TestArtifact.report(verification).toString());
      }
      double alone = alone();
      row(rig, alone, stages);
    }
    rows.removeFirst();
    if (!rows.isEmpty()) {
      System.out.println("median of the warm rounds:");
      double[] median = new double[rows.getFirst().length];
      for (int column = 0; column < median.length; column++) {
        int at = column;
        median[column] =
            rows.stream().mapToDouble(it -> it[at]).sorted().toArray()[rows.size() / 2];
      }
      print(median);
    }
  }

  private void row(double rig, double alone, Map<Stage, Double> stages) {
    double[] row = new double[9];
    row[0] = rig;
    row[1] = alone;
    row[2] = rig - alone;
    int column = 3;
    double rest = rig;
    for (Stage stage :
        List.of(Stage.MANIFEST, Stage.BUILD, Stage.TEST, Stage.START, Stage.HEALTH)) {
      double took = stages.getOrDefault(stage, 0.0);
      row[column++] = took;
      rest -= took;
    }
    row[column] = rest;
    rows.add(row);
    print(row);
  }

  private static void print(double[] row) {
    StringBuilder line = new StringBuilder();
    for (double value : row) {
      line.append(String.format(Locale.ROOT, "%6.0f", value));
    }
    System.out.println(line);
  }

  /** Build, test, and the program from its start through two exchanges to its end. */
  private double alone() throws IOException, InterruptedException {
    try (Scratch scratch = Scratch.in(directory)) {
      Files.createDirectories(scratch.work().resolve("tests"));
      Files.writeString(scratch.work().resolve("server.py"), TestArtifact.PYTHON_SERVER);
      Files.writeString(scratch.work().resolve("tests/__init__.py"), "");
      Files.writeString(scratch.work().resolve("tests/test_server.py"), TestArtifact.PYTHON_TESTS);
      Toolbox toolbox = Toolbox.of(spec);
      RigLimits limits = RigLimits.DEFAULT;
      try (Sandbox sandbox = open(scratch, toolbox, limits)) {
        HealthChecks checks =
            new HealthChecks(
                sandbox,
                HealthChecks.Endpoint.of(spec.entry().health()),
                spec.entry().hashCode(),
                limits.contract());
        if (isolation == Isolation.BUBBLEWRAP) {
          // Until the prober is there, which is the rig's own cost.
          sandbox
              .serverPlace(scratch.work())
              .start(new ShellCommand("true", Map.of(), limits.start()), 1000)
              .await(limits.start());
        }
        long began = System.nanoTime();
        Entry entry = spec.entry();
        end(sandbox.place(scratch.work()), entry.build(), limits);
        end(sandbox.place(scratch.work()), entry.test(), limits);
        RunningCommand server =
            sandbox
                .serverPlace(scratch.work())
                .start(new ShellCommand(entry.start(), Map.of(), limits.start()), 1_000_000);
        while (checks.ready(Duration.ofSeconds(5)).isPresent()) {
          Thread.sleep(1);
        }
        if (checks.ready(Duration.ofSeconds(5)).isPresent()) {
          throw new AssertionError("it answers no more");
        }
        server.stop(limits.stop());
        return millisSince(began);
      }
    }
  }

  private static Bubblewrap.Works bubblewrap() {
    return (Bubblewrap.Works) Bubblewrap.detected();
  }

  private Sandbox open(Scratch scratch, Toolbox toolbox, RigLimits limits) throws IOException {
    return switch (isolation) {
      case NONE -> new BareSandbox(scratch, toolbox, limits, 7);
      case AUTO, BUBBLEWRAP -> new BubblewrapSandbox(bubblewrap(), scratch, toolbox, limits, 7);
    };
  }

  private static void end(Sandbox.Place place, String script, RigLimits limits)
      throws InterruptedException {
    place.start(new ShellCommand(script, Map.of(), limits.test()), 1_000_000).await(limits.test());
  }

  private static double millisSince(long began) {
    return (System.nanoTime() - began) / 1e6;
  }
}
