package dev.cambrian.server.home;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The directory that holds the history, the artifacts, the git archive, the questions of the manual
 * provider and the logs. It belongs to its owner alone (mode 0700).
 *
 * @param directory absolute
 */
public record CambrianHome(Path directory) {

  public CambrianHome {
    directory = directory.toAbsolutePath().normalize();
  }

  /**
   * The option where given, else {@code CAMBRIAN_HOME}, else {@code .cambrian} in the user's own
   * directory. Nothing is created.
   *
   * @throws HomeException if something else than a directory is there
   */
  public static CambrianHome locate(Optional<Path> option, Map<String, String> environment) {
    String variable = environment.getOrDefault("CAMBRIAN_HOME", "");
    Path directory =
        option.orElseGet(
            () ->
                variable.isBlank()
                    ? Path.of(System.getProperty("user.home", ""), ".cambrian")
                    : Path.of(variable));
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new HomeException(
          "%s is in the way: it is no directory; move it or name another home with --home"
              .formatted(directory));
    }
    return new CambrianHome(directory);
  }

  /** What is to be said where it has no history. */
  public String nothingGrown() {
    return "Nothing has been grown in %s yet%s; 'cambrian grow SPEC' does."
        .formatted(directory, Files.exists(directory) ? "" : ", which does not exist");
  }

  /** The generations that have a directory in {@code artifacts/}, ascending. */
  public SortedSet<Integer> sealedGenerations() {
    SortedSet<Integer> found = new TreeSet<>();
    String[] names = directory.resolve("artifacts").toFile().list();
    for (String name : names == null ? new String[0] : names) {
      if (name.matches("gen-[1-9][0-9]{0,8}")) {
        found.add(Integer.parseInt(name.substring("gen-".length())));
      }
    }
    return found;
  }

  public Path history() {
    return directory.resolve("history.db");
  }

  public Path artifacts() {
    return directory.resolve("artifacts");
  }

  /** The bare git repository of the generations. */
  public Path archive() {
    return directory.resolve("generations.git");
  }

  /** Where the manual provider puts its questions and looks for the answers. */
  public Path manual() {
    return directory.resolve("manual");
  }

  public Path logs() {
    return directory.resolve("logs");
  }

  /** Whether anything was ever grown here. */
  public boolean hasHistory() {
    return Files.exists(history());
  }

  /**
   * Whether it is what {@code campaign export} wrote, and nothing was grown in it since: it has the
   * history with its report and specs, and neither artifacts nor git.
   */
  public boolean isExport() {
    return hasHistory()
        && Files.isRegularFile(directory.resolve("report.json"))
        && Files.isDirectory(directory.resolve("specs"))
        && !Files.exists(artifacts())
        && !Files.exists(archive());
  }

  /**
   * Lets nothing be written to an export, whose digests others compare.
   *
   * @throws HomeException if it is one
   */
  public void requireNoExport() {
    if (isExport()) {
      throw new HomeException(
          "%s is an exported campaign, to be looked at: nothing is changed in it; name another home with --home"
              .formatted(directory));
    }
  }

  /**
   * Creates what is missing and makes sure that it can be written.
   *
   * @throws HomeException if it cannot, or it is an export
   */
  public CambrianHome prepare() {
    requireNoExport();
    for (Path each : new Path[] {directory, artifacts(), manual(), logs()}) {
      create(each);
    }
    if (!Files.isWritable(directory)) {
      throw new HomeException(
          "cannot write in the home %s; mend its permissions or name another with --home"
              .formatted(directory));
    }
    return this;
  }

  private static void create(Path each) {
    if (Files.isDirectory(each)) {
      return;
    }
    try {
      Path parent = each.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.createDirectory(
          each, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(each)) {
        throw new HomeException(
            "%s is in the way: it is no directory; move it or name another home with --home"
                .formatted(e.getFile()),
            e);
      }
    } catch (IOException e) {
      throw new HomeException(
          "cannot create the home's directory %s (%s); name another home with --home"
              .formatted(each, cause(e)),
          e);
    }
  }

  /** Most exceptions of files have their path for a message. */
  private static String cause(IOException e) {
    return switch (e) {
      case AccessDeniedException _ -> "permission denied";
      case NoSuchFileException _ -> "no directory can be made there";
      case FileSystemException it when it.getReason() != null -> it.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }
}
