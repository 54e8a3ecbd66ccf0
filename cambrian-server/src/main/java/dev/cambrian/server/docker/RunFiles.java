package dev.cambrian.server.docker;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.JsonException;
import dev.cambrian.core.json.MalformedJsonException;
import dev.cambrian.core.json.Members;
import dev.cambrian.core.json.StrictJson;
import dev.cambrian.rig.RunTicket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is kept of each lasting verification from before its container starts, in a file {@code
 * <run>.json} of mode 0600 with the run's key. A file has its name once it is whole and on the
 * disk.
 */
final class RunFiles {
  private static final String SUFFIX = ".json";
  private static final String UNNAMED = ".new";
  private static final Pattern RUN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");
  private static final Pattern NAME =
      Pattern.compile("(" + RUN.pattern() + ")" + Pattern.quote(SUFFIX));
  private static final Pattern UNFINISHED =
      Pattern.compile("\\.(" + RUN.pattern() + ")" + Pattern.quote(UNNAMED));
  private static final int VERSION = 1;
  private static final int LONGEST = 64 << 10;

  private final Path directory;

  RunFiles(Path directory) {
    this.directory = directory;
  }

  /** What there is of a run. */
  sealed interface Found {}

  /**
   * All of it.
   *
   * @param container its number
   */
  record Kept(RunTicket ticket, String container) implements Found {}

  /** A file that is not as it was written. */
  record Unusable(String reason) implements Found {}

  /** Nothing. */
  record Absent() implements Found {}

  /**
   * Keeps one; it is on the disk when this returns.
   *
   * @throws DockerException where it cannot
   */
  void write(Kept run) {
    ObjectNode json = Json.object();
    json.put("version", VERSION);
    json.put("container", run.container());
    json.set("ticket", run.ticket().toJson());
    byte[] text = (Json.write(json) + "\n").getBytes(StandardCharsets.UTF_8);
    Path unnamed = unnamed(run.ticket().runId());
    try {
      if (!Files.isDirectory(directory)) {
        Files.createDirectories(directory, mode("rwx------"));
      }
      Files.deleteIfExists(unnamed);
      try (FileChannel channel =
          FileChannel.open(
              unnamed,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              mode("rw-------"))) {
        ByteBuffer buffer = ByteBuffer.wrap(text);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      Files.move(unnamed, file(run.ticket().runId()), StandardCopyOption.ATOMIC_MOVE);
      sync();
    } catch (IOException e) {
      throw failed("cannot write in " + directory, e);
    }
  }

  private void sync() throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /**
   * Reads one. What others could have written is not believed.
   *
   * @throws DockerException where that cannot be done
   */
  Found read(String run) {
    Path file = file(run);
    try {
      PosixFileAttributes attributes =
          Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      Set<PosixFilePermission> own = PosixFilePermissions.fromString("rw-------");
      if (!attributes.isRegularFile() || !own.containsAll(attributes.permissions())) {
        return new Unusable(
            "%s is no file that its owner alone can read and write".formatted(file));
      }
      if (attributes.size() > LONGEST) {
        return new Unusable(file + " is too long");
      }
      Members json = Members.of(StrictJson.read(Files.readAllBytes(file)));
      if (json.requireInt("version") != VERSION) {
        return new Unusable(file + " is of another version");
      }
      RunTicket ticket = RunTicket.read(json.requireObject("ticket"));
      return ticket.runId().equals(run)
          ? new Kept(ticket, json.requireString("container"))
          : new Unusable(file + " is about another run");
    } catch (NoSuchFileException e) {
      return new Absent();
    } catch (JsonException | MalformedJsonException e) {
      // Not what is wrong with it, which might quote the key.
      return new Unusable(file + " is damaged");
    } catch (IOException e) {
      throw failed("cannot read " + file, e);
    }
  }

  /**
   * Every run of which there is a file, whole or not.
   *
   * @throws DockerException where that cannot be seen
   */
  SortedSet<String> runs() {
    SortedSet<String> runs = new TreeSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        for (Pattern form : Set.of(NAME, UNFINISHED)) {
          Matcher matcher = form.matcher(name);
          if (matcher.matches()) {
            runs.add(matcher.group(1));
          }
        }
      }
      return runs;
    } catch (NoSuchFileException | NotDirectoryException none) {
      return runs;
    } catch (IOException e) {
      throw failed("cannot read " + directory, e);
    }
  }

  /**
   * Deletes what there is of a run.
   *
   * @throws DockerException where it stays
   */
  void delete(String run) {
    try {
      Files.deleteIfExists(unnamed(run));
      Files.deleteIfExists(file(run));
    } catch (IOException e) {
      throw failed("cannot delete " + file(run), e);
    }
  }

  /** Whether files can be named by a run. */
  static boolean isFit(String run) {
    return RUN.matcher(run).matches();
  }

  /**
   * Refuses an id by which no file can be named.
   *
   * @throws IllegalArgumentException for such a one
   */
  static void requireFit(String run) {
    if (!isFit(run)) {
      throw new IllegalArgumentException("a run's id must be fit for the name of a file: " + run);
    }
  }

  private Path file(String run) {
    requireFit(run);
    return directory.resolve(run + SUFFIX);
  }

  private Path unnamed(String run) {
    requireFit(run);
    return directory.resolve("." + run + UNNAMED);
  }

  private static FileAttribute<Set<PosixFilePermission>> mode(String text) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
  }

  private static DockerException failed(String what, IOException problem) {
    return DockerException.onDisk(what, problem);
  }
}
