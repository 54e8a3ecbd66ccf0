package dev.cambrian.server.cli;

import dev.cambrian.core.history.Rebuilt;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.server.terminal.Format;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "rebuild",
    mixinStandardHelpOptions = true,
    description = "Builds the history's tables and views anew from its events.")
final class RebuildCommand implements Callable<Integer> {

  private final Session session;
  @Mixin private final HomeOption home = new HomeOption();

  RebuildCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (SqliteHistory history = home.writable(session.environment())) {
      Rebuilt rebuilt = history.rebuildProjections();
      session.line(
          "Rebuilt the views of %s generations from %s events."
              .formatted(Format.count(rebuilt.generations()), Format.count(rebuilt.events())));
    }
    return ExitStatus.OK.code();
  }
}
