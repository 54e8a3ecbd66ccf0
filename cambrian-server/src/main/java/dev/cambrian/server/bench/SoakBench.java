package dev.cambrian.server.bench;

import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.server.docker.DockerDaemon;
import dev.cambrian.server.docker.DockerVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What many verifications in a row leave behind: on the daemon, in this process, among its files.
 */
final class SoakBench {
  private static final int WARM_UP = 5;
  private static final int MEGABYTE = 1_000_000;

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
    OptionalLong diskBefore = disk(daemon);
    judge(verifier, artifact, count);
    Stock after = Stock.of(daemon);
    OptionalLong diskAfter = disk(daemon);
    List<Reading> readings = new ArrayList<>();
    readings.add(
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
                "%d, %d, %d and %d before; %d, %d, %d and %d after"
                    + (diskBefore.isPresent()
                        ? ""
                        : "; the daemon's files cannot be seen from here"),
                before.containers(),
                before.volumes(),
                before.descriptors(),
                before.temporaryFiles(),
                after.containers(),
                after.volumes(),
                after.descriptors(),
                after.temporaryFiles())));
    if (diskBefore.isPresent() && diskAfter.isPresent()) {
      readings.add(
          Reading.atMost(
              Part.SOAK,
              "the daemon's files after " + count + " verifications, more than before",
              (double) Math.max(0, diskAfter.getAsLong() - diskBefore.getAsLong()) / MEGABYTE,
              Reading.Unit.MEGABYTES,
              1,
              String.format(
                  Locale.ROOT,
                  "%.1f MB before; %.1f MB after",
                  (double) diskBefore.getAsLong() / MEGABYTE,
                  (double) diskAfter.getAsLong() / MEGABYTE)));
    }
    return List.copyOf(readings);
  }

  /** Bytes of all files of the daemon, where they can be seen from here. */
  private static OptionalLong disk(DockerDaemon daemon) throws IOException {
    Optional<Path> root = daemon.dataRoot();
    return root.isPresent() ? OptionalLong.of(FileSizes.in(root.get())) : OptionalLong.empty();
  }

  private static void judge(DockerVerifier verifier, TrivialArtifact artifact, int count) {
    for (int i = 0; i < count; i++) {
      ParallelBench.requireViable(
          verifier.verify(artifact.request("soak"), VerificationListener.NONE));
    }
  }
}
