package dev.cambrian.rig;

import dev.cambrian.core.verdict.Limit;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where the commands run as another user: what that user is to own, a process of that user makes.
 * The directories themselves are the rig's and open to all, so that the rig can move them away, and
 * it does so instead of emptying them, since it may not delete what another user has locked.
 */
final class OrganismFiles implements FileKeeper {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long OUTPUT = 64 * 1024;
  private static final int TOO_DEEP = 77;

  private final Organism organism;
  private final Path root;
  private final RigLimits limits;
  private int moved;

  /**
   * For one verification.
   *
   * @param root of its scratch directory
   */
  OrganismFiles(Organism organism, Path root, RigLimits limits) {
    this.organism = organism;
    this.root = root;
    this.limits = limits;
  }

  @Override
  public void make(Path directory) throws IOException {
    Files.createDirectory(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
  }

  @Override
  public void write(Map<String, byte[]> files, Path directory) throws IOException {
    Path tar = root.resolve("files.tar");
    Files.write(tar, ArtifactTar.of(files));
    CommandResult unpacked = run("exec tar -xf " + ShellPrologue.quoted(tar.toString()), directory);
    Files.delete(tar);
    if (!unpacked.succeeded()) {
      throw new IOException("cannot write the working copy: " + said(unpacked));
    }
  }

  @Override
  public void add(Map<String, byte[]> files, Path directory) throws IOException {
    write(files, directory);
  }

  @Override
  public void delete(List<Path> files) throws IOException {
    String there =
        files.stream()
            .filter(file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS))
            .map(file -> ShellPrologue.quoted(file.toString()))
            .collect(Collectors.joining(" "));
    if (there.isEmpty()) {
      return;
    }
    CommandResult deleted = run("exec rm -f -- " + there, root);
    if (!deleted.succeeded()) {
      throw new IOException("cannot delete old files: " + said(deleted));
    }
  }

  @Override
  public void copy(Path from, Path to) throws IOException, TooMuchOutputException {
    CommandResult copied =
        run(
            "find . -type p -delete; [ -z \"$(find . -mindepth "
                + TooMuchOutputException.MAX_DEPTH
                + " -print -quit 2>/dev/null)\" ] || exit "
                + TOO_DEEP
                + "; exec find . -mindepth 1 -maxdepth 1 -exec cp -a -t "
                + ShellPrologue.quoted(to.toString())
                + " -- {} +",
            from);
    if (!copied.succeeded()) {
      if (copied.exitCode().equals(Optional.of(TOO_DEEP))) {
        throw new TooMuchOutputException(Limit.FILES);
      }
      throw copied.stderr().tail().contains("No space left")
          ? new TooMuchOutputException(Limit.DISK)
          : new TooMuchOutputException(said(copied));
    }
  }

  @Override
  public void clear(Path directory) throws IOException {
    remove(directory);
    make(directory);
  }

  @Override
  public void remove(Path directory) throws IOException {
    if (!Files.exists(removed(root))) {
      make(removed(root));
    }
    moved++;
    Files.move(directory, removed(root).resolve(String.valueOf(moved)));
  }

  /** Where directories go that nobody needs any more; the next command empties it first. */
  static Path removed(Path root) {
    return root.resolve("removed");
  }

  private CommandResult run(String script, Path directory) throws IOException {
    try {
      Process process =
          organism.waiting(directory, List.of(), limits.fileBytes(), limits.resources().tasks());
      Organism.order(
          process,
          Map.of("PATH", "/usr/bin:/bin", "LC_ALL", "C"),
          new ShellCommand(script, Map.of(), LIMIT));
      return new RunningCommand(process, organism, OUTPUT).await(LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("interrupted");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  private static String said(CommandResult result) {
    String line = Text.firstLine(result.stderr().tail());
    return line.isBlank() ? result.describe(LIMIT) : line;
  }
}
