package dev.cambrian.server.organism;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/**
 * The two sockets through which an organism and the Supervisor reach each other. They may be
 * connected to by anybody who sees their directory, since the first process of a container is
 * another user of this machine, by a namespace of users even one without a name; the home around
 * them is its owner's alone.
 */
final class Door implements AutoCloseable {
  static final String SUPERVISOR = "supervisor.sock";
  private static final Set<PosixFilePermission> SOCKET =
      PosixFilePermissions.fromString("rw-rw-rw-");
  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwxr-xr-x");

  private final SocketPath path;
  private final AutoCloseable front;
  private final BackLine back;

  private Door(SocketPath path, AutoCloseable front, BackLine back) {
    this.path = path;
    this.front = front;
    this.back = back;
  }

  /**
   * Opens both, in place of those of an earlier Supervisor.
   *
   * @throws OrganismException where that is not possible
   */
  static Door open(UUID organismId, Path directory, DoorKeeper keeper) {
    try {
      Files.createDirectories(directory);
      Files.setPosixFilePermissions(directory, DIRECTORY);
      SocketPath path = SocketPath.of(directory);
      Path socket = path.path().resolve(SUPERVISOR);
      Files.deleteIfExists(socket);
      AutoCloseable front = keeper.open(organismId, socket);
      BackLine back = BackLine.open(path.path().resolve(BackLine.NAME));
      Files.setPosixFilePermissions(socket, SOCKET);
      Files.setPosixFilePermissions(path.path().resolve(BackLine.NAME), SOCKET);
      return new Door(path, front, back);
    } catch (IOException e) {
      throw OrganismException.unavailable("the organism's door cannot be opened", e);
    }
  }

  /** Where plain processes find the sockets, by a name that is short enough. */
  Path sockets() {
    return path.path();
  }

  BackLine back() {
    return back;
  }

  @Override
  public void close() {
    try (path;
        back) {
      front.close();
      Files.deleteIfExists(path.path().resolve(SUPERVISOR));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception left) {
      // Nobody listens there any more; the socket is replaced or removed with its directory.
      return;
    }
  }
}
