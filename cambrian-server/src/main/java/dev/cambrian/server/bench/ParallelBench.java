package dev.cambrian.server.bench;

import dev.cambrian.core.artifact.ArtifactReader;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.verdict.BoundedVerifier;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.server.CambrianMain;
import dev.cambrian.server.docker.DockerDaemon;
import dev.cambrian.server.docker.DockerVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Verifications of the shipped Java artifact in containers, one after the other and side by side.
 */
final class ParallelBench {
  private static final double LEAST_RATIO = 1.6;

  private ParallelBench() {}

  static List<Reading> run(Workspace workspace, Scale scale)
      throws IOException, InterruptedException {
    Path specFile = Path.of(System.getProperty("cambrian.root", ""), "spec", "ECHO-SPEC.md");
    if (!Files.isRegularFile(specFile)) {
      throw new BenchException(
          "there is no %s to grow: start the bench as ./cambrian of a checkout"
              .formatted(specFile));
    }
    return switch (DockerDaemon.find(System.getenv())) {
      case DockerDaemon.Silent(var reason) -> throw new BenchException(reason);
      case DockerDaemon.Answers(var daemon) -> {
        try (daemon) {
          DockerVerifier verifier = DockerVerifier.over(daemon);
          Spec spec = Specs.read(specFile);
          verifier
              .refusal(spec)
              .ifPresent(
                  reason -> {
                    throw new BenchException(reason);
                  });
          yield measure(verifier, spec, grown(workspace.directory("parallel"), specFile), scale);
        }
      }
    };
  }

  private static Path grown(Path directory, Path spec) throws IOException, InterruptedException {
    Path output = directory.resolve("grow.log");
    Path home = directory.resolve("home");
    Process process =
        ChildJvm.of(
                CambrianMain.class,
                output,
                List.of("grow", spec.toString(), "--llm", "replay", "--home", home.toString()))
            .start();
    try {
      ChildJvm.await(process, "grow", output);
    } finally {
      process.destroyForcibly();
    }
    return home.resolve("artifacts/gen-1");
  }

  private static List<Reading> measure(
      DockerVerifier verifier, Spec spec, Path artifact, Scale scale) throws InterruptedException {
    int count = scale.parallel();
    int processors = verifier.atOnce();
    double oneByOne = seconds(new BoundedVerifier(verifier, 1), spec, artifact, count);
    double together = seconds(new BoundedVerifier(verifier, processors), spec, artifact, count);
    return List.of(
        Reading.atLeast(
            Part.PARALLEL,
            count + " verifications of the Java echo artifact, parallel against sequential",
            oneByOne / together,
            Reading.Unit.RATIO,
            LEAST_RATIO,
            String.format(
                Locale.ROOT,
                "%.1f s one by one, %.1f s with %d at once",
                oneByOne,
                together,
                processors)));
  }

  private static double seconds(Verifier verifier, Spec spec, Path artifact, int count)
      throws InterruptedException {
    String hash =
        switch (ArtifactReader.read(artifact, spec)) {
          case ArtifactReader.Sound sound -> sound.artifact().manifest().artifactHash();
          case ArtifactReader.Broken(var problems) ->
              throw new BenchException("the grown artifact is broken: " + problems.getFirst());
        };
    long began = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Verification>> verdicts = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        VerificationRequest request =
            new VerificationRequest(UUID.randomUUID().toString(), 1, artifact, hash, spec);
        verdicts.add(threads.submit(() -> verifier.verify(request, VerificationListener.NONE)));
      }
      for (Future<Verification> verdict : verdicts) {
        requireViable(verdict.get());
      }
    } catch (ExecutionException e) {
      throw new BenchException("a verification broke: " + e.getCause(), e);
    }
    return (System.nanoTime() - began) / 1e9;
  }

  static void requireViable(Verification verification) {
    switch (verification) {
      case Verification.Judged(var report) when report.viable() -> {
        // As it must be.
      }
      case Verification.Judged(var report) ->
          throw new BenchException(
              "an honest artifact failed: "
                  + report.diagnostics().map(it -> it.summary()).orElse(""));
      case Verification.Aborted(var kind, var reason) ->
          throw new BenchException("no verdict (%s): %s".formatted(kind.id(), reason));
    }
  }
}
