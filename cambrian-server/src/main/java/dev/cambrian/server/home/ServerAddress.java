package dev.cambrian.server.home;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.JsonException;
import dev.cambrian.core.json.Members;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where the server of a home listens, in a file beside its lock. One that a killed server left
 * behind does not count: it names the process too.
 */
public final class ServerAddress {
  private static final String FILE = "serve.json";

  /** By which the same start of a process may be told differently. */
  private static final Duration ABOUT = Duration.ofSeconds(2);

  private ServerAddress() {}

  /**
   * Tells it for this process.
   *
   * @param url as others on this machine reach it
   * @throws HomeException where it cannot be written
   */
  public static void tell(CambrianHome home, String url) {
    ProcessHandle self = ProcessHandle.current();
    ObjectNode node = Json.object().put("url", url).put("pid", self.pid());
    self.info().startInstant().ifPresent(it -> node.put("started", it.toString()));
    Path file = file(home);
    Path unnamed = file.resolveSibling("." + FILE + "-" + UUID.randomUUID());
    try {
      try (FileChannel channel =
          FileChannel.open(
              unnamed,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
        channel.write(ByteBuffer.wrap(Json.write(node).getBytes(UTF_8)));
      }
      Files.move(unnamed, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new HomeException("cannot write %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** The address of the server that runs; empty where none does, or it cannot be told. */
  public static Optional<URI> of(CambrianHome home) {
    try {
      Members told = Members.of(Json.parse(Files.readAllBytes(file(home))));
      Optional<ProcessHandle> server = ProcessHandle.of(told.requireLong("pid", 1));
      boolean runs =
          server.filter(ProcessHandle::isAlive).isPresent()
              && same(told.optionalString("started").map(Instant::parse), server.get());
      return runs ? Optional.of(URI.create(told.requireString("url"))) : Optional.empty();
    } catch (IOException | JsonException | IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static boolean same(Optional<Instant> told, ProcessHandle process) {
    Optional<Instant> started = process.info().startInstant();
    return told.isEmpty()
        || started.isEmpty()
        || Duration.between(told.get(), started.get()).abs().compareTo(ABOUT) <= 0;
  }

  /** There is none any more. */
  public static void forget(CambrianHome home) {
    try {
      Files.deleteIfExists(file(home));
    } catch (IOException e) {
      // It names a process that ends.
      return;
    }
  }

  private static Path file(CambrianHome home) {
    return home.directory().resolve(FILE);
  }
}
