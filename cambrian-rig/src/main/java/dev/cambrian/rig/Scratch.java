package dev.cambrian.rig;

import dev.cambrian.core.artifact.DirectoryTree;
import dev.cambrian.core.disk.TemporaryDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A verification's private directory, which is gone after {@link #close()} or, where the rig was
 * killed, after the next verification has begun.
 */
final class Scratch implements AutoCloseable {
  private final TemporaryDirectory directory;
  private final Path root;
  private CompletableFuture<Void> discarded = CompletableFuture.completedFuture(null);

  private Scratch(TemporaryDirectory directory) {
    this.directory = directory;
    this.root = directory.path();
  }

  /**
   * Makes one below the given directory.
   *
   * @throws InfrastructureException where that is not possible
   */
  static Scratch in(Path parent) {
    try {
      return filled(TemporaryDirectory.create(parent, "cambrian-rig-", Scratch::delete));
    } catch (IOException e) {
      throw new InfrastructureException(
          "cannot make a scratch directory in " + parent + "; make it writable", e);
    }
  }

  private static Scratch filled(TemporaryDirectory directory) throws IOException {
    Scratch scratch = new Scratch(directory);
    try {
      Files.createDirectory(scratch.work());
      Files.createDirectory(scratch.tests());
      Files.createDirectory(scratch.home());
      Files.createDirectory(scratch.temp());
      Files.createDirectory(scratch.results());
      Files.createDirectories(scratch.tools().resolve("bin"));
      return scratch;
    } catch (IOException e) {
      directory.remove();
      throw e;
    }
  }

  Path root() {
    return root;
  }

  /** The working copy of the artifact. */
  Path work() {
    return root.resolve("work");
  }

  /** A copy of what the build left, for the tests. */
  Path tests() {
    return root.resolve("tests");
  }

  /** What the build left, kept aside where the tests run in the working directory. */
  Path built() {
    return root.resolve("built");
  }

  Path home() {
    return root.resolve("home");
  }

  Path temp() {
    return root.resolve("tmp");
  }

  /** Where test runners write their results. */
  Path results() {
    return root.resolve("results");
  }

  /** What the rig lends to the commands, read-only. */
  Path tools() {
    return root.resolve("tools");
  }

  /** Where a command with that working directory can write, as far as it is on a disk. */
  List<Path> writable(Path directory) {
    return List.of(directory, results(), home(), temp());
  }

  long usableBytes() {
    try {
      return Files.getFileStore(root).getUsableSpace();
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }

  /** Empties a directory of the scratch, which stays the same one: sandboxes may show it. */
  static void clear(Path dir) throws IOException {
    Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<Path> entries;
    try (Stream<Path> listed = Files.list(dir)) {
      entries = listed.toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path entry : entries) {
      delete(entry);
    }
  }

  /** Begins to delete a tree that nobody needs any more; {@link #close()} waits for that. */
  void discard(Path tree) {
    // What is still there at the end is tried again, and told.
    discarded =
        CompletableFuture.<Void>supplyAsync(
                () -> {
                  try {
                    delete(tree);
                    return null;
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                },
                Thread.ofVirtual()::start)
            .exceptionally(_ -> null);
  }

  /** Deletes a tree that hostile code may have built: too deep, unreadable, full of links. */
  static void delete(Path tree) throws IOException {
    try {
      DirectoryTree.delete(tree);
    } catch (IOException | StackOverflowError e) {
      deleteByForce(tree);
    }
  }

  private static void deleteByForce(Path tree) throws IOException {
    Process process =
        Spawner.start(
            new ProcessBuilder(
                    "/bin/sh",
                    "-c",
                    "chmod -R u+rwX -- \"$1\"; rm -rf -- \"$1\"",
                    "sh",
                    tree.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD));
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    if (Files.exists(tree, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("cannot delete " + tree);
    }
  }

  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    try {
      discarded.join();
      directory.remove();
    } catch (IOException e) {
      throw new InfrastructureException("cannot remove the scratch directory; delete it", e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
