package dev.cambrian.rig;

import dev.cambrian.core.artifact.DirectoryTree;
import dev.cambrian.core.disk.TemporaryDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A verification's private directory, which is gone after {@link #close()} or, where the rig was
 * killed, after the next verification has begun. In a container it is gone with that.
 */
final class Scratch implements AutoCloseable {
  private final Path root;
  private final FileKeeper keeper;
  private final Optional<TemporaryDirectory> temporary;
  private CompletableFuture<Void> discarded = CompletableFuture.completedFuture(null);

  private Scratch(Path root, FileKeeper keeper, Optional<TemporaryDirectory> temporary) {
    this.root = root;
    this.keeper = keeper;
    this.temporary = temporary;
  }

  /** Makes one when a verification begins. */
  interface Source {
    /**
     * Makes one.
     *
     * @throws InfrastructureException where that is not possible
     */
    Scratch make();

    /** Where it is made, for messages. */
    Path place();
  }

  /** Below the given directory, for commands that run as this user. */
  static Source below(Path parent) {
    return new Source() {
      @Override
      public Scratch make() {
        return in(parent);
      }

      @Override
      public Path place() {
        return parent;
      }
    };
  }

  static Scratch in(Path parent) {
    try {
      TemporaryDirectory made = TemporaryDirectory.create(parent, "cambrian-rig-", Scratch::delete);
      try {
        return new Scratch(made.path(), new OwnFiles(), Optional.of(made)).filled();
      } catch (IOException e) {
        made.remove();
        throw e;
      }
    } catch (IOException e) {
      throw new InfrastructureException(
          "cannot make a scratch directory in " + parent + "; make it writable", e);
    }
  }

  /** A directory that is nobody else's and goes with the container; what it holds is kept. */
  static Scratch kept(Path root, FileKeeper keeper) throws IOException {
    return new Scratch(root, keeper, Optional.empty()).filled();
  }

  private Scratch filled() throws IOException {
    for (Path writable : List.of(work(), tests(), home(), temp(), results())) {
      keeper.make(writable);
    }
    Files.createDirectories(tools().resolve("bin"));
    Files.createDirectory(
        vault(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    return this;
  }

  /** Whose the directories are that commands can write to. */
  FileKeeper keeper() {
    return keeper;
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
    return vault().resolve("built");
  }

  /** No command can look into it. */
  Path vault() {
    return root.resolve("vault");
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

  /** Of the machine's disk; what an artifact fills that has a disk of its own is its own fault. */
  long usableBytes() {
    if (temporary.isEmpty()) {
      return Long.MAX_VALUE;
    }
    try {
      return Files.getFileStore(root).getUsableSpace();
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }

  /** Begins to delete a tree that nobody needs any more; {@link #close()} waits for that. */
  void discard(Path tree) {
    // What is still there at the end is tried again, and told.
    discarded =
        Aside.<Void>supply(
                () -> {
                  try {
                    keeper.remove(tree);
                    return null;
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                })
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
      if (temporary.isPresent()) {
        temporary.get().remove();
      }
    } catch (IOException e) {
      throw new InfrastructureException("cannot remove the scratch directory; delete it", e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
