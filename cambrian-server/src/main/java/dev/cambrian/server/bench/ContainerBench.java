package dev.cambrian.server.bench;

import dev.cambrian.core.spec.Entry;
import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.server.docker.DockerDaemon;
import dev.cambrian.server.docker.DockerVerifier;
import dev.cambrian.server.docker.PlainContainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A verification in a container against the same container with less in it: one that does nothing,
 * and one in which a shell runs the artifact's commands alone. In turns, so that all see the same
 * machine.
 */
final class ContainerBench {
  private static final double MOST_RATIO = 3;
  private static final double MOST_MILLIS = 150;
  private static final int WARM_UP = 2;
  private static final int CHECKS = 8;

  private final DockerVerifier verifier;
  private final PlainContainer plain;
  private final TrivialArtifact artifact;
  private final Language language;

  private ContainerBench(
      DockerVerifier verifier, PlainContainer plain, TrivialArtifact artifact, Language language) {
    this.verifier = verifier;
    this.plain = plain;
    this.artifact = artifact;
    this.language = language;
  }

  static List<Reading> run(Workspace workspace, Scale scale)
      throws IOException, InterruptedException {
    Path directory = workspace.directory("container");
    Language language = Language.ALL.getFirst();
    TrivialArtifact artifact = TrivialArtifact.in(directory, language, CHECKS);
    return switch (DockerDaemon.find(System.getenv())) {
      case DockerDaemon.Silent(var reason) -> throw new BenchException(reason);
      case DockerDaemon.Answers(var daemon) -> {
        try (daemon) {
          DockerVerifier verifier = DockerVerifier.over(daemon);
          verifier
              .refusal(artifact.spec())
              .ifPresent(
                  reason -> {
                    throw new BenchException(reason);
                  });
          Toolchain toolchain = language.toolchain();
          yield new ContainerBench(
                  verifier, new PlainContainer(daemon, toolchain), artifact, language)
              .measure(scale);
        }
      }
    };
  }

  private List<Reading> measure(Scale scale) throws IOException, InterruptedException {
    int rounds = scale.verifications();
    double[] bare = new double[rounds];
    double[] alone = new double[rounds];
    double[] judged = new double[rounds];
    String commands = commands();
    for (int i = -WARM_UP; i < rounds; i++) {
      int at = Math.max(i, 0);
      bare[at] = millis(() -> plain.run("exec true"));
      alone[at] = millis(() -> plain.run(commands));
      judged[at] = millis(this::judge);
    }
    Statistics whole = Statistics.of(judged);
    Statistics nothing = Statistics.of(bare);
    Statistics overhead = Statistics.ofDifferences(judged, alone);
    return List.of(
        Reading.atMost(
            Part.CONTAINER,
            "verification in a container against the same container that does nothing",
            whole.median() / nothing.median(),
            Reading.Unit.RATIO,
            MOST_RATIO,
            String.format(
                Locale.ROOT,
                "%.0f ms against %.0f ms (%s, 2 tests, the rig's 2, %d checks)",
                whole.median(),
                nothing.median(),
                language.toolchain().id(),
                CHECKS)),
        Reading.atMost(
            Part.CONTAINER,
            "rig's own overhead in the container, with JVM start",
            overhead.median(),
            Reading.Unit.MILLIS,
            MOST_MILLIS,
            String.format(
                Locale.ROOT,
                "%.0f ms beside %.0f ms of a shell that runs the same commands; rounds %.0f to %.0f",
                whole.median(),
                Statistics.of(alone).median(),
                overhead.least(),
                overhead.greatest())));
  }

  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private static double millis(Work work) throws IOException, InterruptedException {
    long began = System.nanoTime();
    work.run();
    return (System.nanoTime() - began) / 1e6;
  }

  private void judge() {
    ParallelBench.requireViable(
        verifier.verify(artifact.request("container"), VerificationListener.NONE));
  }

  /**
   * Writes the files and runs what the rig runs: the tests twice, since it runs them with its own.
   */
  private String commands() {
    StringBuilder script = new StringBuilder("set -e; mkdir /workspace/work; cd /workspace/work\n");
    for (Map.Entry<String, String> file : artifact.files(language).entrySet()) {
      script
          .append("cat >")
          .append(file.getKey())
          .append(" <<'END OF FILE'\n")
          .append(file.getValue())
          .append("END OF FILE\n");
    }
    Entry entry = artifact.spec().entry();
    script.append(language.check()).append('\n').append(entry.build()).append('\n');
    script.append(entry.test()).append('\n').append(entry.test()).append('\n');
    script.append(
        """
        (%1$s) & program=$!
        until (exec 3<>/dev/tcp/127.0.0.1/%2$d) 2>/dev/null; do sleep 0.004; done
        for check in $(seq %3$d); do
          exec 3<>/dev/tcp/127.0.0.1/%2$d
          printf 'GET /health HTTP/1.0\\r\\n\\r\\n' >&3
          while read -r line <&3; do :; done
        done
        kill $program; wait $program || true
        """
            .formatted(entry.start(), artifact.health().getPort(), CHECKS + 2));
    return script.toString();
  }
}
