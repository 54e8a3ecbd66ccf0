package dev.cambrian.server.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What ships with the source checkout that this program was built from. */
final class Shipped {

  private Shipped() {}

  /** The recorded answers of the specs in {@code spec/}; none outside a checkout. */
  static List<Path> recordings() {
    String root = System.getProperty("cambrian.root", "");
    if (root.isEmpty()) {
      return List.of();
    }
    Path recordings = Path.of(root, "spec", "recordings");
    return Files.isDirectory(recordings) ? List.of(recordings) : List.of();
  }
}
