package dev.cambrian.server.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Docker daemon that answers, at the place that {@code DOCKER_HOST} names, with the TLS settings
 * of {@code DOCKER_TLS_VERIFY} and {@code DOCKER_CERT_PATH}; where it is not set at {@code
 * /var/run/docker.sock} or, of a daemon without root, {@code $XDG_RUNTIME_DIR/docker.sock}. It is
 * spoken to in the newest version of the API that both sides know.
 */
public final class DockerDaemon implements AutoCloseable {
  /** The newest version that what is asked for here is written for. */
  private static final RemoteApiVersion NEWEST = RemoteApiVersion.create(1, 44);

  private static final Duration CONNECTING = Duration.ofSeconds(5);
  private static final Duration LOOKING = Duration.ofSeconds(10);

  /** A busy daemon may take a minute to start or remove a container. */
  private static final Duration ANSWERING = Duration.ofMinutes(3);

  private final DockerClient client;
  private final DockerClient streams;
  private final URI host;
  private final String version;
  private final String apiVersion;
  private volatile Optional<Enforcement> enforcement = Optional.empty();

  private DockerDaemon(
      DockerClient client, DockerClient streams, URI host, String version, String apiVersion) {
    this.client = client;
    this.streams = streams;
    this.host = host;
    this.version = version;
    this.apiVersion = apiVersion;
  }

  /** Whether there is one. */
  public sealed interface Found {}

  /** It is there. */
  public record Answers(DockerDaemon daemon) implements Found {}

  /** It is not. */
  public record Silent(String reason) implements Found {}

  /** Looks for one; takes milliseconds where there is no socket, and some seconds at most. */
  public static Found find(Map<String, String> environment) {
    return switch (DockerHost.of(environment)) {
      case DockerHost.Unusable(var reason) -> new Silent(reason);
      case DockerHost.Places(var hosts) -> first(hosts);
    };
  }

  private static Found first(List<DockerHost> hosts) {
    Optional<Silent> silent = Optional.empty();
    for (DockerHost host : hosts) {
      try {
        return new Answers(connect(host));
      } catch (RuntimeException e) {
        Silent here = new Silent(silence(host.address(), Reasons.of(e)));
        silent = silent.or(() -> Optional.of(here));
      }
    }
    return silent.orElseGet(
        () ->
            new Silent(
                "there is no Docker daemon at /var/run/docker.sock; install docker.io and start"
                    + " it, or set DOCKER_HOST"));
  }

  private static String silence(URI host, String reason) {
    String mended =
        reason.contains("HTTPS server")
            ? "it speaks TLS: set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH"
            : reason.contains("Permission denied")
                ? "join the group of that socket, or set DOCKER_HOST"
                : "start it, or set DOCKER_HOST";
    return "no Docker daemon answers at %s (%s); %s".formatted(host, reason, mended);
  }

  private static DockerDaemon connect(DockerHost host) {
    DefaultDockerClientConfig.Builder config =
        // Not the library's default, which reads the environment and the user's files its own way.
        new DefaultDockerClientConfig.Builder()
            .withDockerConfig("/nonexistent")
            .withDockerHost(host.address().toString())
            .withDockerTlsVerify(host.certificates().isPresent());
    host.certificates().map(Path::toString).ifPresent(config::withDockerCertPath);
    DockerClient asking = client(config.build(), LOOKING);
    String known;
    String version;
    try {
      var told = asking.versionCmd().exec();
      known = told.getApiVersion();
      version = told.getVersion();
    } finally {
      close(asking);
    }
    RemoteApiVersion spoken = RemoteApiVersion.parseConfig(known);
    if (spoken.isGreater(NEWEST)) {
      spoken = NEWEST;
    }
    DockerClientConfig settled = config.withApiVersion(spoken.getVersion()).build();
    return new DockerDaemon(
        client(settled, ANSWERING),
        DockerClientImpl.getInstance(settled, transport(settled, Duration.ZERO)),
        host.address(),
        version,
        spoken.getVersion());
  }

  private static DockerClient client(DockerClientConfig config, Duration patience) {
    return DockerClientImpl.getInstance(config, Patience.of(patience, transport(config, patience)));
  }

  /**
   * Connects when it is first used.
   *
   * @param silence after which a connection in TCP is given up; zero for never. It has to be set:
   *     else a connection in TLS keeps the limit of its handshake, which is {@link #CONNECTING}
   */
  private static DockerHttpClient transport(DockerClientConfig config, Duration silence) {
    return new ZerodepDockerHttpClient.Builder()
        .dockerHost(config.getDockerHost())
        .sslConfig(config.getSSLConfig())
        .maxConnections(200)
        .connectionTimeout(CONNECTING)
        .responseTimeout(silence)
        .build();
  }

  /** For what is answered at once. */
  DockerClient client() {
    return client;
  }

  /** For what may be silent for as long as it likes: output, and the wait for an end. */
  DockerClient streams() {
    return streams;
  }

  /** Where it listens, such as {@code unix:///var/run/docker.sock}. */
  public URI host() {
    return host;
  }

  /** Of the daemon, such as {@code 20.10.24}. */
  public String version() {
    return version;
  }

  /** That is spoken, such as {@code 1.41}. */
  public String apiVersion() {
    return apiVersion;
  }

  /**
   * Bytes of memory and processors of the machine that it runs on.
   *
   * @throws DockerException where it does not tell
   */
  Capacity capacity() {
    Info info = info();
    Long memory = info.getMemTotal();
    Integer processors = info.getNCPU();
    return new Capacity(memory == null ? 0 : memory, processors == null ? 1 : processors);
  }

  /**
   * Which limits it keeps; asked once.
   *
   * @throws DockerException where it does not tell
   */
  Enforcement enforcement() {
    Enforcement told = enforcement.orElseGet(() -> Enforcement.of(info()));
    enforcement = Optional.of(told);
    return told;
  }

  private Info info() {
    try {
      return client.infoCmd().exec();
    } catch (RuntimeException e) {
      throw new DockerException("the Docker daemon does not answer: " + Reasons.of(e), e);
    }
  }

  /**
   * How many containers and volumes there are on the daemon, others' too.
   *
   * @throws DockerException where it does not tell
   */
  public Stock stock() {
    try {
      var volumes = client.listVolumesCmd().exec().getVolumes();
      return new Stock(
          client.listContainersCmd().withShowAll(true).exec().size(),
          volumes == null ? 0 : volumes.size());
    } catch (RuntimeException e) {
      throw new DockerException("the Docker daemon does not answer: " + Reasons.of(e), e);
    }
  }

  /** What is on a daemon. */
  public record Stock(int containers, int volumes) {}

  /** What the daemon's machine has. */
  record Capacity(long memoryBytes, int processors) {}

  @Override
  public void close() {
    close(streams);
    close(client);
  }

  private static void close(DockerClient client) {
    try {
      client.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
