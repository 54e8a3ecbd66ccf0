package dev.cambrian.server.docker;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a daemon may listen and whether it is spoken to in TLS, read from the environment as the
 * {@code docker} command reads it.
 *
 * @param address {@code unix://} with an absolute path, or {@code tcp://} with a port
 * @param certificates the directory of {@code ca.pem}, {@code cert.pem} and {@code key.pem}; with
 *     it TLS is spoken and the daemon's certificate has to be of that authority and that host
 */
record DockerHost(URI address, Optional<Path> certificates) {
  private static final String DEFAULT = "/var/run/docker.sock";
  private static final String MENDED =
      "set it to unix://PATH or tcp://HOST:PORT, or unset it for this machine's own";
  private static final int PLAIN_PORT = 2375;
  private static final int TLS_PORT = 2376;
  private static final List<String> CERTIFICATES = List.of("ca.pem", "cert.pem", "key.pem");

  /** What the environment says. */
  sealed interface Named {}

  /** Where to look, in this order; nowhere, where nothing is named and no socket is there. */
  record Places(List<DockerHost> hosts) implements Named {}

  /** It names what cannot be spoken to, with what to do instead. */
  record Unusable(String reason) implements Named {}

  static Named of(Map<String, String> environment) {
    String named = environment.getOrDefault("DOCKER_HOST", "").strip();
    if (named.isEmpty()) {
      return new Places(sockets(environment));
    }
    int colon = named.indexOf("://");
    String scheme = colon < 0 ? "tcp" : named.substring(0, colon);
    String rest = colon < 0 ? named : named.substring(colon + 3);
    return switch (scheme) {
      case "unix" -> unix(named, rest);
      case "tcp" -> tcp(named, rest, environment);
      case "ssh" ->
          unusable(
              named,
              "is not spoken to by ssh; forward its socket, 'ssh -nNT -L /tmp/docker.sock:%s %s',"
                      .formatted(DEFAULT, named)
                  + " and set DOCKER_HOST=unix:///tmp/docker.sock");
      default -> unusable(named, "cannot be spoken to; " + MENDED);
    };
  }

  private static List<DockerHost> sockets(Map<String, String> environment) {
    String own = environment.getOrDefault("XDG_RUNTIME_DIR", "").strip();
    return Stream.of(DEFAULT, own.startsWith("/") ? own + "/docker.sock" : DEFAULT)
        .distinct()
        .filter(it -> Files.exists(Path.of(it)))
        .map(it -> new DockerHost(address(it), Optional.empty()))
        .toList();
  }

  private static Named unix(String named, String path) {
    String socket = path.isEmpty() ? DEFAULT : path;
    return socket.startsWith("/")
        ? places(address(socket), Optional.empty())
        : unusable(named, "has no absolute path of a socket; " + MENDED);
  }

  /** A path may hold what a URI may not. */
  private static URI address(String socket) {
    try {
      return URI.create("unix://" + new URI(null, null, socket, null).getRawPath());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(socket + " is no path", e);
    }
  }

  private static Named tcp(String named, String rest, Map<String, String> environment) {
    // The command asks for TLS by any value.
    boolean tls = !environment.getOrDefault("DOCKER_TLS_VERIFY", "").isEmpty();
    URI address;
    try {
      URI given = new URI("tcp://" + (rest.isEmpty() ? "127.0.0.1" : rest));
      int port = given.getPort() >= 0 ? given.getPort() : tls ? TLS_PORT : PLAIN_PORT;
      boolean plain = given.getUserInfo() == null && given.getPath().replace("/", "").isEmpty();
      if (given.getHost() == null || port == 0 || port > 0xffff || !plain) {
        return unusable(named, "has no HOST:PORT that is one; " + MENDED);
      }
      address = new URI("tcp", null, given.getHost(), port, null, null, null);
    } catch (URISyntaxException e) {
      return unusable(named, "has no HOST:PORT that is one; " + MENDED);
    }
    return tls ? secured(address, environment) : places(address, Optional.empty());
  }

  /** Without one of the files the library would speak without TLS. */
  private static Named secured(URI address, Map<String, String> environment) {
    Path directory =
        Stream.of("DOCKER_CERT_PATH", "DOCKER_CONFIG")
            .map(it -> environment.getOrDefault(it, "").strip())
            .filter(it -> !it.isEmpty())
            .findFirst()
            .map(Path::of)
            .orElseGet(() -> Path.of(environment.getOrDefault("HOME", "/"), ".docker"));
    return CERTIFICATES.stream()
        .filter(it -> !Files.isReadable(directory.resolve(it)))
        .findFirst()
        .<Named>map(
            it ->
                new Unusable(
                    "DOCKER_TLS_VERIFY asks for TLS, but %s cannot be read; put %s there, or name"
                            .formatted(directory.resolve(it), String.join(", ", CERTIFICATES))
                        + " another directory in DOCKER_CERT_PATH"))
        .orElseGet(() -> places(address, Optional.of(directory)));
  }

  private static Named places(URI address, Optional<Path> certificates) {
    return new Places(List.of(new DockerHost(address, certificates)));
  }

  private static Named unusable(String named, String why) {
    return new Unusable("the daemon that DOCKER_HOST=%s names %s".formatted(named, why));
  }
}
