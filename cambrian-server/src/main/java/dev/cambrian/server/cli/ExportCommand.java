package dev.cambrian.server.cli;

import dev.cambrian.core.history.SqliteHistory;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = "Writes a consistent copy of the history, while others may go on writing.")
final class ExportCommand implements Callable<Integer> {

  private final Session session;
  @Mixin private final HomeOption home = new HomeOption();

  @Parameters(paramLabel = "FILE", description = "A file that does not exist yet.")
  private Path target = Path.of("");

  ExportCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw CliException.usage(target + " exists already; name a file that does not");
    }
    Path parent = target.toAbsolutePath().getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      throw CliException.usage("there is no directory %s; make it first".formatted(parent));
    }
    try (SqliteHistory history = home.history(session.environment())) {
      history.exportTo(target);
      session.line("Wrote the history to %s.".formatted(target));
    }
    return ExitStatus.OK.code();
  }
}
