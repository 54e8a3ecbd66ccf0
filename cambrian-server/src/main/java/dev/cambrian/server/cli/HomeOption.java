package dev.cambrian.server.cli;

import dev.cambrian.core.history.History;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.home.HistoryCopy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --home} and what is opened in that directory. */
final class HomeOption {

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description = "Where everything is kept; else CAMBRIAN_HOME, else ~/.cambrian.")
  private @Nullable Path directory;

  CambrianHome home(Map<String, String> environment) {
    return CambrianHome.locate(Optional.ofNullable(directory), environment);
  }

  /**
   * The history, which must be there, to be looked at: where its file is one that nobody writes to,
   * such as that of an export, a copy of it is opened and the file stays as it is, byte for byte.
   */
  SqliteHistory history(Map<String, String> environment) {
    return toLookAt(present(environment));
  }

  /** The same of another home or an export, which a command line names beside its own. */
  static SqliteHistory elsewhere(Path directory) {
    CambrianHome home = new CambrianHome(directory);
    if (!home.hasHistory()) {
      throw CliException.usage(
          "there is no history in %s; name the directory of a home or of an export"
              .formatted(home.directory()));
    }
    return toLookAt(home);
  }

  private static SqliteHistory toLookAt(CambrianHome home) {
    return HistoryCopy.fits(home.history())
        ? History.open(HistoryCopy.toLookAt(home.history()))
        : writable(home);
  }

  /** The history, which must be there, to be written to. */
  SqliteHistory writable(Map<String, String> environment) {
    CambrianHome home = present(environment);
    home.requireNoExport();
    return writable(home);
  }

  private CambrianHome present(Map<String, String> environment) {
    CambrianHome home = home(environment);
    if (!home.hasHistory()) {
      throw CliException.usage(
          "there is no history in %s; 'cambrian grow SPEC' begins one, --home names another"
              .formatted(home.directory()));
    }
    return home;
  }

  private static SqliteHistory writable(CambrianHome home) {
    if (!Files.isWritable(home.directory()) || !Files.isWritable(home.history())) {
      throw new CliException(
          ExitStatus.INFRASTRUCTURE,
          "cannot write in the home %s, which even looking needs: copy it and name the copy with --home"
              .formatted(home.directory()));
    }
    return History.open(home.history());
  }
}
