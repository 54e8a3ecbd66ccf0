package dev.cambrian.server.cli;

import dev.cambrian.core.json.Json;
import dev.cambrian.server.git.ArchivedFile;
import dev.cambrian.server.git.Checkout;
import dev.cambrian.server.git.GitArchive;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.terminal.JsonText;
import dev.cambrian.server.terminal.SafeText;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "checkout",
    mixinStandardHelpOptions = true,
    description = "Writes the code of a generation, spec and manifest too, into a directory.")
final class CheckoutCommand implements Callable<Integer> {

  private final Session session;
  @Mixin private final HomeOption home = new HomeOption();

  @Parameters(
      index = "0",
      paramLabel = "N",
      converter = Values.Generation.class,
      description = "The generation, a number from 1.")
  private int generation;

  @Parameters(
      index = "1",
      paramLabel = "DIR",
      description = "Where its files go: a directory that is empty or not there yet.")
  private Path directory = Path.of("");

  @Option(names = "--json", description = "A JSON object.")
  private boolean json;

  CheckoutCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    CambrianHome at = home.home(session.environment());
    Path target = directory.toAbsolutePath().normalize();
    requireFree(target);
    try (GitArchive archive = new GitArchive(at.archive(), session.clock())) {
      ArchivedCode.require(archive, at, generation);
      List<ArchivedFile> files = Checkout.write(archive, generation, target);
      if (files.isEmpty()) {
        throw CliException.usage(
            "generation %d left no code; 'cambrian show %d' tells what became of it"
                .formatted(generation, generation));
      }
      session.line(json ? JsonText.line(node(target, files)) : told(target, files));
    }
    return ExitStatus.OK.code();
  }

  private String told(Path target, List<ArchivedFile> files) {
    return "Wrote the %d %s of generation %d to %s"
        .formatted(
            files.size(),
            files.size() == 1 ? "file" : "files",
            generation,
            SafeText.line(target.toString()));
  }

  private ObjectNode node(Path target, List<ArchivedFile> files) {
    ObjectNode node =
        Json.object().put("generation", generation).put("directory", target.toString());
    files.forEach(file -> node.withArray("files").add(file.path()));
    return node;
  }

  /** Nothing that is there is overwritten. */
  private static void requireFree(Path target) {
    if (!Checkout.isFree(target)) {
      throw CliException.usage(
          "%s is not empty; name a directory that is, or one that is not there yet"
              .formatted(target));
    }
  }
}
