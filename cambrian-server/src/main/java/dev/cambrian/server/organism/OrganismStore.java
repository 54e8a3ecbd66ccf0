package dev.cambrian.server.organism;

import dev.cambrian.core.Sha256;
import dev.cambrian.core.artifact.DirectoryTree;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.JsonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The directories of a home's organisms, {@code organisms/ID}: how each stands in {@code
 * organism.json}, what it printed last in {@code log}, its sockets in {@code door}, and what others
 * keep there of it. The history stays the truth of whether it runs.
 */
final class OrganismStore {
  private static final String RECORD = "organism.json";
  private static final String LOG = "log";

  /** Ended organisms whose directories are kept. */
  private static final int KEPT = 200;

  private final Path root;

  OrganismStore(Path root) {
    this.root = root;
  }

  /**
   * Tells this home from all others, copies of it included.
   *
   * @throws OrganismException where it cannot be kept
   */
  String homeId() {
    try {
      create(root);
      Path file = root.resolve("home-id");
      if (!Files.exists(file)) {
        replace(file, UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII));
      }
      String both = Files.readString(file) + "\n" + root.toRealPath();
      return Sha256.of(both.getBytes(StandardCharsets.UTF_8)).substring("sha256:".length());
    } catch (IOException e) {
      throw OrganismException.unavailable("the home cannot be used", e);
    }
  }

  Path directory(UUID id) {
    return root.resolve(id.toString());
  }

  Path door(UUID id) {
    return directory(id).resolve("door");
  }

  /** Makes the directory of a new one, with an empty one for its tools. */
  void make(UUID id) {
    try {
      create(root);
      create(directory(id));
      create(directory(id).resolve("tools"));
    } catch (IOException e) {
      throw OrganismException.unavailable("an organism's directory cannot be made", e);
    }
  }

  private static void create(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  /**
   * Keeps how it stands.
   *
   * @throws OrganismException where that is not possible
   */
  void write(Organism organism) {
    try {
      replace(
          directory(organism.id()).resolve(RECORD),
          Json.write(organism.json()).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw OrganismException.unavailable("an organism's state cannot be kept", e);
    }
  }

  void writeLog(UUID id, byte[] log) {
    try {
      replace(directory(id).resolve(LOG), log);
    } catch (IOException e) {
      throw OrganismException.unavailable("an organism's log cannot be kept", e);
    }
  }

  private static void replace(Path file, byte[] content) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".new");
    Files.write(next, content);
    Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-------"));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** What it printed last, where that was kept. */
  byte[] log(UUID id) {
    try {
      return Files.readAllBytes(directory(id).resolve(LOG));
    } catch (IOException none) {
      return new byte[0];
    }
  }

  Optional<Organism> read(UUID id) {
    try {
      return Optional.of(
          Organism.of(Json.parse(Files.readAllBytes(directory(id).resolve(RECORD)))));
    } catch (IOException | JsonException none) {
      return Optional.empty();
    }
  }

  /** All that there are, the newest first. */
  List<Organism> all() {
    return ids().stream()
        .map(this::read)
        .flatMap(Optional::stream)
        .sorted(Comparator.comparing(Organism::started).reversed())
        .toList();
  }

  /** Of every directory, whatever is in it. */
  List<UUID> ids() {
    List<UUID> ids = new ArrayList<>();
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(root)) {
      for (Path directory : directories) {
        String name = directory.getFileName().toString();
        if (name.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
          ids.add(UUID.fromString(name));
        }
      }
    } catch (IOException | DirectoryIteratorException none) {
      return List.copyOf(ids);
    }
    return List.copyOf(ids);
  }

  /** Removes what only a running one needs. */
  void strip(UUID id) {
    for (String name : List.of("tools", "door", "workspace")) {
      delete(directory(id).resolve(name));
    }
  }

  /** Removes it with everything. */
  void remove(UUID id) {
    delete(directory(id));
  }

  /** Removes the oldest of those that have ended, but for some. */
  void removeOld() {
    all().stream().filter(it -> it.end().isPresent()).skip(KEPT).forEach(it -> remove(it.id()));
  }

  private static void delete(Path directory) {
    try {
      DirectoryTree.delete(directory);
    } catch (IOException left) {
      // The next start tries again.
      return;
    }
  }
}
