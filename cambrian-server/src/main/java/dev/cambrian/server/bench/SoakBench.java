package dev.cambrian.server.bench;

import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.server.docker.DockerDaemon;
import dev.cambrian.server.docker.DockerVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What many verifications in a row leave behind: on the daemon, in this process, among its files.
 */
final class SoakBench {
  private static final int WARM_UP = 5;

  private SoakBench() {}

  /** What there is at one moment. */
  private record Stock(int containers, int volumes, long descriptors, long temporaryFiles) {
    static Stock of(DockerDaemon daemon) throws IOException {
      DockerDaemon.Stock stock = daemon.stock();
      return new Stock(
          stock.containers(),
          stock.volumes(),
          entries(Path.of("/proc/self/fd")),
          entries(Path.of(System.getProperty("java.io.tmpdir"))));
    }

    private static long entries(Path directory) throws IOException {
      try (Stream<Path> all = Files.list(directory)) {
        return all.count();
      }
    }

    long more(Stock before) {
      return LongStream.of(
              containers - before.containers,
              volumes - before.volumes,
              descriptors - before.descriptors,
              temporaryFiles - before.temporaryFiles)
          .map(it -> Math.max(0, it))
          .sum();
    }
  }

  static List<Reading> run(Workspace workspace, Scale scale) throws IOException {
    TrivialArtifact artifact =
        TrivialArtifact.in(workspace.directory("soak"), Language.ALL.getFirst());
    return switch (DockerDaemon.find(System.getenv())) {
      case DockerDaemon.Silent(var reason) -> throw new BenchException(reason);
      case DockerDaemon.Answers(var daemon) -> {
        try (daemon) {
          yield measure(daemon, artifact, scale.soak());
        }
      }
    };
  }

  private static List<Reading> measure(DockerDaemon daemon, TrivialArtifact artifact, int count)
      throws IOException {
    DockerVerifier verifier = DockerVerifier.over(daemon);
    verifier
        .refusal(artifact.spec())
        .ifPresent(
            reason -> {
              throw new BenchException(reason);
            });
    judge(verifier, artifact, WARM_UP);
    Stock before = Stock.of(daemon);
    judge(verifier, artifact, count);
    Stock after = Stock.of(daemon);
    return List.of(
        Reading.atMost(
            Part.SOAK,
            "containers, volumes, file descriptors and temporary files after "
                + count
                + " verifications, more than before",
            (double) after.more(before),
            Reading.Unit.COUNT,
            0,
            String.format(
                Locale.ROOT,
                "%d, %d, %d and %d before; %d, %d, %d and %d after",
                before.containers(),
                before.volumes(),
                before.descriptors(),
                before.temporaryFiles(),
                after.containers(),
                after.volumes(),
                after.descriptors(),
                after.temporaryFiles())));
  }

  private static void judge(DockerVerifier verifier, TrivialArtifact artifact, int count) {
    for (int i = 0; i < count; i++) {
      ParallelBench.requireViable(
          verifier.verify(artifact.request("soak"), VerificationListener.NONE));
    }
  }
}
