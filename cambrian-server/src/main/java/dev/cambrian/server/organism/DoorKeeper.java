package dev.cambrian.server.organism;

import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;

/** Serves the Supervisor's API to one organism each, on a Unix domain socket of its own. */
public interface DoorKeeper {

  /**
   * Listens. What comes in comes from that organism, and still needs its token. Who may connect is
   * decided by the directory of the socket; its mode is set by the caller afterwards.
   *
   * @param socket does not exist, and is short enough for a socket's address
   * @return stops listening; the caller removes the socket
   * @throws IOException where that is not possible
   */
  AutoCloseable open(UUID organismId, Path socket) throws IOException;
}
