package dev.cambrian.server.organism;

import dev.cambrian.core.artifact.DirectoryTree;
import dev.cambrian.core.disk.TemporaryDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A directory by a name that leaves room for the names of sockets in it: the address of a Unix
 * domain socket has 108 bytes, and a home may have a longer name. Then a link to it in a directory
 * for temporary files stands for it.
 */
final class SocketPath implements AutoCloseable {
  /** For the directory alone. */
  private static final int LONGEST = 85;

  private final Path path;
  private final Optional<TemporaryDirectory> link;

  private SocketPath(Path path, Optional<TemporaryDirectory> link) {
    this.path = path;
    this.link = link;
  }

  static SocketPath of(Path directory) throws IOException {
    if (fits(directory)) {
      return new SocketPath(directory, Optional.empty());
    }
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    TemporaryDirectory made =
        TemporaryDirectory.create(
            fits(temporary.resolve("cambrian-door-0000000000000000000/d"))
                ? temporary
                : Path.of("/tmp"),
            "cambrian-door-",
            DirectoryTree::delete);
    Path link = made.path().resolve("d");
    Files.createSymbolicLink(link, directory);
    return new SocketPath(link, Optional.of(made));
  }

  private static boolean fits(Path directory) {
    return directory.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST;
  }

  /** The short name. */
  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    if (link.isPresent()) {
      link.get().remove();
    }
  }
}
