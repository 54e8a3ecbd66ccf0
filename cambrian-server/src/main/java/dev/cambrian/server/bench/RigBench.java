package dev.cambrian.server.bench;

import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.rig.Isolation;
import dev.cambrian.rig.IsolationPolicy;
import dev.cambrian.rig.LocalVerifier;
import dev.cambrian.rig.RigSurvey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the rig adds to the commands that it runs, the syntax check among them: the same artifact
 * judged in this process, judged by {@code cambrian rig}, and the commands alone, in turns.
 */
final class RigBench {
  private static final double MOST_MILLIS = 60;
  private static final double MOST_MILLIS_WITH_START = 400;
  private static final int WARM_UP = 2;
  private static final Duration SETTLED = Duration.ofMillis(200);

  private final TrivialArtifact artifact;
  private final Arm isolated;
  private final Arm plain;
  private final Path directory;
  private final RigProgram program;

  private RigBench(
      TrivialArtifact artifact, Arm isolated, Arm plain, Path directory, RigProgram program) {
    this.artifact = artifact;
    this.isolated = isolated;
    this.plain = plain;
    this.directory = directory;
    this.program = program;
  }

  /** The rig and the commands in one kind of isolation. */
  private record Arm(LocalVerifier verifier, CommandsAlone commands) {}

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
      Path work = workingCopy(directory, language, artifact);
      LocalVerifier verifier = LocalVerifier.with(IsolationPolicy.ALLOW_NONE);
      boolean sandboxed = verifier.isolation().equals("bubblewrap");
      return new RigBench(
              artifact,
              new Arm(
                  verifier, new CommandsAlone(artifact, work, sandboxed, language, program.get())),
              new Arm(
                  LocalVerifier.with(Isolation.NONE, IsolationPolicy.ALLOW_NONE),
                  new CommandsAlone(artifact, work, false, language, program.get())),
              directory,
              RigProgram.ofLauncher(directory))
          .measure(scale);
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
    double[] plainAlone = new double[rounds];
    double[] plainWithin = new double[rounds];
    for (int i = -WARM_UP; i < rounds; i++) {
      int at = Math.max(i, 0);
      settle();
      alone[at] = isolated.commands().millis();
      settle();
      within[at] = judge(isolated, i);
      settle();
      process[at] = judgeAsProcess();
      settle();
      plainAlone[at] = plain.commands().millis();
      settle();
      plainWithin[at] = judge(plain, i);
    }
    return List.of(
        reading("rig's own overhead, in this process", isolated, within, alone, MOST_MILLIS, ""),
        reading(
            "rig's own overhead, with JVM start",
            isolated,
            process,
            alone,
            MOST_MILLIS_WITH_START,
            ", " + program.note()),
        reading(
            "rig's own overhead without a sandbox, in this process",
            plain,
            plainWithin,
            plainAlone,
            MOST_MILLIS,
            ""));
  }

  /** The kernel takes namespaces down after their last process; nobody else is to pay for that. */
  private static void settle() throws InterruptedException {
    Thread.sleep(SETTLED);
  }

  private double judge(Arm arm, int run) {
    long began = System.nanoTime();
    Verification verification =
        arm.verifier().verify(artifact.request(run + WARM_UP), VerificationListener.NONE);
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
        program.judging(
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

  private Reading reading(
      String what, Arm arm, double[] total, double[] alone, double most, String note) {
    Statistics overhead = Statistics.ofDifferences(total, alone);
    return Reading.atMost(
        Part.RIG,
        what,
        overhead.median(),
        Reading.Unit.MILLIS,
        most,
        String.format(
            Locale.ROOT,
            "%.0f ms beside %.0f ms of the same commands alone (%s, isolation %s%s); rounds %.0f to %.0f",
            Statistics.of(total).median(),
            Statistics.of(alone).median(),
            artifact.spec().toolchain().id(),
            arm.verifier().isolation(),
            note,
            overhead.least(),
            overhead.greatest()));
  }
}
