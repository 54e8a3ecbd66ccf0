package dev.cambrian.server.bench;

import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.rig.IsolationPolicy;
import dev.cambrian.rig.LocalVerifier;
import dev.cambrian.rig.RigMain;
import dev.cambrian.rig.RigSurvey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the rig adds to the commands that it runs, the syntax check among them: the same artifact
 * judged in this process, judged by the rig's program, and the commands alone, in turns.
 */
final class RigBench {
  private static final double MOST_MILLIS = 60;
  private static final double MOST_MILLIS_WITH_START = 400;
  private static final int WARM_UP = 2;

  private final TrivialArtifact artifact;
  private final LocalVerifier verifier;
  private final CommandsAlone commands;
  private final Path directory;

  private RigBench(
      TrivialArtifact artifact, LocalVerifier verifier, CommandsAlone commands, Path directory) {
    this.artifact = artifact;
    this.verifier = verifier;
    this.commands = commands;
    this.directory = directory;
  }

  static List<Reading> run(Workspace workspace, Scale scale)
      throws IOException, InterruptedException {
    Path directory = workspace.directory("rig");
    for (Language language : Language.ALL) {
      Optional<Path> program = language.program();
      if (program.isEmpty()) {
        continue;
      }
      TrivialArtifact artifact = TrivialArtifact.in(directory, language);
      Optional<String> missing = RigSurvey.missing(artifact.spec());
      if (missing.isPresent()) {
        throw new BenchException(missing.get());
      }
      LocalVerifier verifier = LocalVerifier.with(IsolationPolicy.ALLOW_NONE);
      CommandsAlone commands =
          new CommandsAlone(
              artifact,
              workingCopy(directory, language, artifact),
              verifier.isolation().equals("bubblewrap"),
              language,
              program.get());
      return new RigBench(artifact, verifier, commands, directory).measure(scale);
    }
    throw new BenchException("no program to judge: install the package python3 or nodejs");
  }

  private static Path workingCopy(Path directory, Language language, TrivialArtifact artifact)
      throws IOException {
    Path work = Files.createDirectory(directory.resolve("work"));
    for (Map.Entry<String, String> file : language.files().entrySet()) {
      Files.copy(artifact.sealed().directory().resolve(file.getKey()), work.resolve(file.getKey()));
    }
    return work;
  }

  private List<Reading> measure(Scale scale) throws IOException, InterruptedException {
    int rounds = scale.verifications();
    double[] alone = new double[rounds];
    double[] within = new double[rounds];
    double[] process = new double[rounds];
    for (int i = -WARM_UP; i < rounds; i++) {
      double commandsTook = commands.millis();
      double rigTook = judge(i);
      double processTook = judgeAsProcess();
      if (i >= 0) {
        alone[i] = commandsTook;
        within[i] = rigTook;
        process[i] = processTook;
      }
    }
    return List.of(
        reading("rig's own overhead, in this process", within, alone, MOST_MILLIS),
        reading("rig's own overhead, with JVM start", process, alone, MOST_MILLIS_WITH_START));
  }

  private double judge(int run) {
    long began = System.nanoTime();
    Verification verification =
        verifier.verify(artifact.request(run + WARM_UP), VerificationListener.NONE);
    double took = (System.nanoTime() - began) / 1e6;
    return switch (verification) {
      case Verification.Judged(var report) when report.viable() -> took;
      case Verification.Judged(var report) ->
          throw new BenchException(
              "the trivial artifact failed at %s: %s"
                  .formatted(
                      report.failureStage().map(stage -> stage.id()).orElse("none"),
                      report.diagnostics().map(it -> it.summary()).orElse("")));
      case Verification.Aborted(var kind, var reason) ->
          throw new BenchException("no verdict (%s): %s".formatted(kind.id(), reason));
    };
  }

  private double judgeAsProcess() throws IOException, InterruptedException {
    Path output = directory.resolve("rig.log");
    ProcessBuilder builder =
        ChildJvm.of(
            RigMain.class,
            output,
            List.of(
                artifact.sealed().directory().toString(),
                "--spec",
                artifact.specFile().toString(),
                "--report",
                directory.resolve("viability-report.json").toString(),
                "--unsafe-no-sandbox"));
    long began = System.nanoTime();
    Process process = builder.start();
    try {
      ChildJvm.await(process, "the rig's program", output);
    } finally {
      process.destroyForcibly();
    }
    return (System.nanoTime() - began) / 1e6;
  }

  private Reading reading(String what, double[] total, double[] alone, double most) {
    Statistics overhead = Statistics.ofDifferences(total, alone);
    return Reading.atMost(
        Part.RIG,
        what,
        overhead.median(),
        Reading.Unit.MILLIS,
        most,
        String.format(
            Locale.ROOT,
            "%.0f ms beside %.0f ms of the same commands alone (%s, isolation %s); rounds %.0f to %.0f",
            Statistics.of(total).median(),
            Statistics.of(alone).median(),
            artifact.spec().toolchain().id(),
            verifier.isolation(),
            overhead.least(),
            overhead.greatest()));
  }
}
