package dev.cambrian.server.home;

import dev.cambrian.core.artifact.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Directories that last as long as some work. */
public final class Directories {

  private Directories() {}

  /** What is done in a directory. */
  public interface Work<T> {
    T in(Path directory);
  }

  /**
   * Makes a private directory, lets the work be done and deletes the directory with all it holds;
   * no link in it is followed.
   */
  public static <T> T temporary(String prefix, Work<T> work) {
    Path directory;
    try {
      directory = Files.createTempDirectory(prefix);
    } catch (IOException e) {
      throw new HomeException("cannot make a temporary directory: " + e.getMessage(), e);
    }
    try {
      return work.in(directory);
    } finally {
      delete(directory);
    }
  }

  private static void delete(Path directory) {
    try {
      DirectoryTree.delete(directory);
    } catch (IOException e) {
      throw new HomeException(
          "cannot delete the temporary directory %s: %s".formatted(directory, e.getMessage()), e);
    }
  }
}
