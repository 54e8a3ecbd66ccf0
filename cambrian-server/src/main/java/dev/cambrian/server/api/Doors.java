package dev.cambrian.server.api;

import dev.cambrian.server.organism.DoorKeeper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;

/**
 * Serves the API on a socket of its own to each organism. The server is made after those who need
 * its doors: {@link #of} it comes once it listens.
 */
public final class Doors implements DoorKeeper {
  private static final int HEADERS = 16 * 1024;

  /** Connections of one organism at once; those that it makes beyond wait. */
  private static final int CONNECTIONS = 64;

  private record Listening(Server server, SlowHeads heads, Duration idle) {}

  private volatile Optional<Listening> server = Optional.empty();

  void of(Server listening, SlowHeads heads, Duration idle) {
    server = Optional.of(new Listening(listening, heads, idle));
  }

  @Override
  public AutoCloseable open(UUID organismId, Path socket) throws IOException {
    Listening listening =
        server.orElseThrow(() -> new IOException("the server does not listen yet"));
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADERS);
    UnixDomainServerConnector door =
        new UnixDomainServerConnector(listening.server(), new HttpConnectionFactory(http));
    door.setUnixDomainPath(socket);
    door.setName(Guard.DOOR + organismId);
    door.setIdleTimeout(listening.idle().toMillis());
    door.addEventListener(listening.heads());
    door.addBean(new NetworkConnectionLimit(CONNECTIONS, door));
    listening.server().addConnector(door);
    try {
      door.start();
    } catch (Exception e) {
      listening.server().removeConnector(door);
      throw new IOException("no door can be opened at " + socket, e);
    }
    return () -> {
      door.stop();
      listening.server().removeConnector(door);
    };
  }
}
