package dev.cambrian.server.organism;

import dev.cambrian.core.artifact.DirectoryTree;
import dev.cambrian.core.json.Quote;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Copies directories out of the workspaces of running organisms, as they write them for {@code
 * /spawn}.
 *
 * <p>The workspace is never opened from outside: the organism's keeper reads it, as the organism's
 * user, and sends the contents over. Here nothing but names and bytes arrive, and whatever the
 * organism does meanwhile, with links or by exchanging one thing for another, changes no more than
 * those. Only regular files are taken; a link, pipe or socket is refused, and so is a name that no
 * artifact may have.
 *
 * <p>The answer is {@code F}, a name, eight bytes of length and the content for each file; {@code
 * X} and a name for what is no regular file; {@code E} and a reason; {@code Z} at the end. Names
 * and reasons have four bytes of length before them.
 */
public final class WorkspaceReader {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int LONGEST_NAME = 1024;
  private static final Pattern PLAIN =
      Pattern.compile(
          "(?!\\.{1,2}(/|$))[\\x20-\\x7e&&[^/\\\\]]+"
              + "(/(?!\\.{1,2}(/|$))[\\x20-\\x7e&&[^/\\\\]]+)*");

  private final Function<UUID, BackLine> lines;

  WorkspaceReader(Function<UUID, BackLine> lines) {
    this.lines = lines;
  }

  /**
   * How much is taken at most.
   *
   * @param files with directories, at least 1
   */
  public record Limits(int files, long bytes) {
    public Limits {
      if (files < 1 || bytes < 1) {
        throw new IllegalArgumentException("a limit of a copy must be at least 1");
      }
    }
  }

  /**
   * Copies a directory.
   *
   * @param relativePath of the directory, from {@code CAMBRIAN_WORKSPACE}, such as {@code gen-7}
   * @param target must not exist; its parent must
   * @throws OrganismException where the organism does not run, the path is none of a directory
   *     there, or what is there may not be taken; nothing is left behind then
   */
  public void copy(UUID organismId, String relativePath, Path target, Limits limits)
      throws InterruptedException {
    if (!plain(relativePath)) {
      throw refused(relativePath, "is no relative path within the workspace");
    }
    BackLine line = lines.apply(organismId);
    String question = "COPY %d %d %s".formatted(limits.files(), limits.bytes(), relativePath);
    boolean whole = false;
    create(target);
    try {
      whole =
          line.ask(
              question,
              PATIENCE,
              channel -> {
                receive(
                    new DataInputStream(
                        new BufferedInputStream(Channels.newInputStream(channel), 1 << 16)),
                    relativePath,
                    target,
                    limits);
                return true;
              });
    } catch (EOFException e) {
      throw refused(relativePath, "changed or could not be read to its end");
    } catch (IOException e) {
      throw OrganismException.unavailable("the organism's workspace cannot be read", e);
    } finally {
      if (!whole) {
        delete(target);
      }
    }
  }

  private static void create(Path target) {
    try {
      Files.createDirectory(target);
    } catch (IOException e) {
      throw OrganismException.unavailable("there is no place for a copy", e);
    }
  }

  private static boolean plain(String path) {
    return path.length() <= LONGEST_NAME && PLAIN.matcher(path).matches();
  }

  private static void receive(DataInputStream in, String path, Path target, Limits limits)
      throws IOException {
    long bytes = limits.bytes();
    int files = limits.files();
    while (true) {
      switch (in.readUnsignedByte()) {
        case 'F' -> {
          String name = name(in, path);
          long size = in.readLong();
          bytes -= size;
          if (size < 0 || bytes < 0 || --files < 0) {
            throw refused(path, "holds more than may be taken");
          }
          write(in, target, name, size, path);
        }
        case 'X' -> throw refused(path + "/" + name(in, path), "is no regular file");
        case 'E' -> throw refused(path, "cannot be taken: " + Quote.bare(text(in), 200));
        case 'Z' -> {
          return;
        }
        default -> throw new IOException("its keeper talks nonsense");
      }
    }
  }

  private static void write(DataInputStream in, Path target, String name, long size, String path)
      throws IOException {
    Path file = target.resolve(name).normalize();
    Path parent = file.getParent();
    if (!file.startsWith(target) || parent == null) {
      throw refused(path, "holds a name that leads out of it");
    }
    Files.createDirectories(parent);
    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
      byte[] buffer = new byte[1 << 16];
      for (long left = size; left > 0; ) {
        int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (read < 0) {
          throw new EOFException(name);
        }
        out.write(buffer, 0, read);
        left -= read;
      }
    }
  }

  private static String name(DataInputStream in, String path) throws IOException {
    String name = text(in);
    if (!plain(name)) {
      throw refused(path, "holds the name " + Quote.of(name, 200) + ", which no artifact may have");
    }
    return name;
  }

  private static String text(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > 8 * LONGEST_NAME) {
      throw new IOException("its keeper talks nonsense");
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static OrganismException refused(String path, String why) {
    return new OrganismException(
        OrganismException.Kind.INVALID, "the path " + Quote.of(path, 200) + " " + why);
  }

  private static void delete(Path target) {
    try {
      DirectoryTree.delete(target);
    } catch (IOException left) {
      // Whoever named the target removes its parent.
      return;
    }
  }
}
