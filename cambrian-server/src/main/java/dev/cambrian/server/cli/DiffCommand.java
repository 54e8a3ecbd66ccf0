package dev.cambrian.server.cli;

import dev.cambrian.server.git.GitArchive;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description = "Shows how code and spec of two generations differ; exits 0 also where they do.")
final class DiffCommand implements Callable<Integer> {

  private final Session session;
  @Mixin private final HomeOption home = new HomeOption();

  @Parameters(
      index = "0",
      paramLabel = "N",
      converter = Values.Generation.class,
      description = "From this generation.")
  private int from;

  @Parameters(
      index = "1",
      paramLabel = "M",
      converter = Values.Generation.class,
      description = "To this generation.")
  private int to;

  @Option(names = "--manifest", description = "Compare their manifest.json too.")
  private boolean manifest;

  DiffCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var at = home.home(session.environment());
    try (GitArchive archive = new GitArchive(at.archive(), session.clock())) {
      for (int generation : new int[] {from, to}) {
        ArchivedCode.require(archive, at, generation);
      }
      byte[] code = archive.diff(from, to);
      session.content(code);
      byte[] manifests = archive.manifestDiff(from, to);
      if (manifest) {
        session.content(manifests);
      } else if (manifests.length > 0) {
        session
            .err()
            .println(
                "cambrian: %s; 'cambrian diff %d %d --manifest' shows how"
                    .formatted(
                        code.length > 0
                            ? "the manifests differ too"
                            : "only the manifests differ, the code and the spec are the same",
                        from,
                        to));
      }
    }
    return ExitStatus.OK.code();
  }
}
