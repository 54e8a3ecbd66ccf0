package dev.cambrian.server.cli;

import dev.cambrian.core.history.History;
import dev.cambrian.server.git.ArchivedFile;
import dev.cambrian.server.git.GitArchive;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.home.HistoryCopy;
import java.nio.file.Path;
import java.util.List;

/** Tells what is wrong where somebody asks for code that is not there. */
final class ArchivedCode {
  /** Paths that are offered instead of one that is not there. */
  private static final int OFFERED = 3;

  private ArchivedCode() {}

  /**
   * @throws CliException where there is no such generation, or it has no code in git
   */
  static void require(GitArchive archive, CambrianHome home, int generation) {
    if (archive.contains(generation)) {
      return;
    }
    if (isKnown(home, generation)) {
      throw CliException.usage(
          home.isExport()
              ? notExported(generation)
              : "the code of generation %d is not in %s; 'cambrian show %d' tells what became of it"
                  .formatted(generation, home.archive(), generation));
    }
    throw absent(home, generation);
  }

  /** Of a generation of an export. */
  static String notExported(int generation) {
    return "an export holds no code of generation %d; 'cambrian replay %d --output DIR' rebuilds it from the recorded answers"
        .formatted(generation, generation);
  }

  private static boolean isKnown(CambrianHome home, int generation) {
    if (!home.hasHistory()) {
      return false;
    }
    Path file = home.history();
    try (History history = History.open(HistoryCopy.toLookAt(file))) {
      return history.generation(generation).isPresent();
    }
  }

  static CliException absent(CambrianHome home, int generation) {
    return CliException.usage(
        "there is no generation %d in %s; 'cambrian log' lists the generations"
            .formatted(generation, home.directory()));
  }

  /** With the files whose paths end so. */
  static CliException noFile(GitArchive archive, int generation, String path) {
    List<String> meant =
        archive.files(generation).stream()
            .map(ArchivedFile::path)
            .filter(it -> it.endsWith("/" + path))
            .toList();
    return CliException.usage(
        meant.isEmpty() || meant.size() > OFFERED
            ? "generation %d has no file %s; 'cambrian show %d' lists its files"
                .formatted(generation, path, generation)
            : "generation %d has no file %s: do you mean %s?"
                .formatted(generation, path, String.join(" or ", meant)));
  }
}
