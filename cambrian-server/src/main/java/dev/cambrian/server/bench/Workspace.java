package dev.cambrian.server.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory of its own for what is measured; gone when closed and when the process ends. */
final class Workspace implements AutoCloseable {
  private final Path root;
  private final Thread atExit;

  private Workspace(Path root) {
    this.root = root;
    this.atExit = new Thread(this::tryDelete, "bench-clean-up");
  }

  static Workspace in(Path parent) {
    try {
      Files.createDirectories(parent);
      Workspace workspace = new Workspace(Files.createTempDirectory(parent, "cambrian-bench-"));
      Runtime.getRuntime().addShutdownHook(workspace.atExit);
      return workspace;
    } catch (IOException e) {
      throw new BenchException(
          "nothing can be written to %s: name another directory with --dir (%s)"
              .formatted(parent, e.getMessage()),
          e);
    }
  }

  Path root() {
    return root;
  }

  /** A new, empty directory in it. */
  Path directory(String name) throws IOException {
    return Files.createTempDirectory(root, name + "-");
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atExit);
    if (!tryDelete()) {
      throw new BenchException("%s could not be removed whole: remove it".formatted(root));
    }
  }

  private boolean tryDelete() {
    try (Stream<Path> tree = Files.walk(root)) {
      List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
      return true;
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }
}
