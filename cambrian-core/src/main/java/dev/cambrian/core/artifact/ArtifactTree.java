package dev.cambrian.core.artifact;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.READ;

import dev.cambrian.core.json.Quote;
import dev.cambrian.core.spec.Specs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads a hostile directory into memory, within limits: it follows no link, opens nothing but
 * regular files with one name, and goes no deeper and no wider than an artifact may.
 */
final class ArtifactTree {
  private static final int MAX_ENTRIES = 30_000;
  static final int MAX_PROBLEMS = 50;
  private static final long MAX_BYTES =
      (long) ArtifactPath.MAX_TOTAL_BYTES + Specs.MAX_BYTES + ManifestCodec.MAX_BYTES;

  private record Pending(Path directory, String prefix, int level) {}

  final NavigableMap<String, byte[]> files = new TreeMap<>(ArtifactHash.PATH_ORDER);
  final List<ArtifactProblem> problems = new ArrayList<>();

  private final Path root;
  private final boolean countsLinks;
  private final Deque<Pending> pending = new ArrayDeque<>();
  private int entries;
  private long bytes;

  private ArtifactTree(Path root) {
    this.root = root;
    this.countsLinks = root.getFileSystem().supportedFileAttributeViews().contains("unix");
  }

  /** What can be read of the directory, and what cannot and why. */
  static ArtifactTree read(Path root) {
    ArtifactTree tree = new ArtifactTree(root);
    if (!Files.isDirectory(root, NOFOLLOW_LINKS)) {
      tree.problems.add(
          new ArtifactProblem(
              "no-directory", Optional.empty(), "the artifact is no directory; a link is none"));
      return tree;
    }
    tree.pending.add(new Pending(root, "", 1));
    while (!tree.pending.isEmpty() && !tree.full()) {
      tree.list(tree.pending.removeFirst());
    }
    return tree;
  }

  private boolean full() {
    return problems.size() >= MAX_PROBLEMS || entries > MAX_ENTRIES || bytes > MAX_BYTES;
  }

  private void list(Pending from) {
    try (DirectoryStream<Path> children = Files.newDirectoryStream(from.directory())) {
      for (Path child : children) {
        if (++entries > MAX_ENTRIES) {
          problem("too-many-files", from.prefix(), "makes more than 30,000 entries");
          return;
        }
        visit(child, from);
        if (full()) {
          return;
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      problem("unreadable", from.prefix(), "cannot be listed: " + e.getClass().getSimpleName());
    }
  }

  private void visit(Path child, Pending from) {
    String path = from.prefix() + child.getFileName();
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(child, BasicFileAttributes.class, NOFOLLOW_LINKS);
      if (attributes.isSymbolicLink()) {
        problem("no-regular-file", path, "is a symbolic link");
      } else if (attributes.isDirectory()) {
        if (from.level() >= ArtifactPath.MAX_LEVELS) {
          problem("path-too-deep", path, "is a directory below level " + ArtifactPath.MAX_LEVELS);
        } else {
          pending.add(new Pending(child, path + "/", from.level() + 1));
        }
      } else if (!attributes.isRegularFile()) {
        problem("no-regular-file", path, "is a pipe, socket or device");
      } else if (countsLinks && (int) Files.getAttribute(child, "unix:nlink", NOFOLLOW_LINKS) > 1) {
        problem("hard-link", path, "has a second name elsewhere (a hard link)");
      } else {
        load(child, path, attributes.size());
      }
    } catch (IOException e) {
      problem("unreadable", path, "cannot be read: " + e.getClass().getSimpleName());
    }
  }

  private void load(Path file, String path, long size) throws IOException {
    bytes += size;
    if (bytes > MAX_BYTES || bytes < 0) {
      bytes = Long.MAX_VALUE;
      problem("too-large", path, "makes the artifact larger than its limit of 16 MiB");
      return;
    }
    try (SeekableByteChannel channel = Files.newByteChannel(file, Set.of(READ, NOFOLLOW_LINKS))) {
      // One byte more than it said, to notice a file that grows.
      ByteBuffer content = ByteBuffer.allocate((int) size + 1);
      while (content.hasRemaining() && channel.read(content) >= 0) {}
      if (content.position() != size) {
        problem("unreadable", path, "changes while it is read");
        return;
      }
      files.put(path, Arrays.copyOf(content.array(), content.position()));
    }
  }

  private void problem(String rule, String path, String what) {
    String shown = path.isEmpty() ? root.toString() : path;
    problems.add(
        new ArtifactProblem(
            rule,
            Optional.of(Quote.bare(shown, ArtifactPath.MAX_BYTES)),
            "the path \"" + Quote.bare(shown, ArtifactPath.MAX_BYTES) + "\" " + what));
  }
}
