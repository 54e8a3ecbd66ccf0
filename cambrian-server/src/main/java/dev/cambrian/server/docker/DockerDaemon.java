package dev.cambrian.server.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.cambrian.core.spec.Toolchain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

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

  /** For whether one is there. */
  private static final Duration LOOKING = Duration.ofSeconds(10);

  /** A busy daemon on a slow disk takes its time, one that never answers must hold nobody up. */
  private static final Duration ANSWERING = Duration.ofMinutes(2);

  /** After its end a container's death is told, at the latest. */
  private static final Duration TELLING = Duration.ofSeconds(2);

  private final DockerClient client;
  private final Duration answering;
  private final DockerHost host;
  private final String version;
  private final String apiVersion;
  private volatile Optional<Enforcement> enforcement = Optional.empty();

  private DockerDaemon(
      DockerClient client, Duration answering, DockerHost host, String version, String apiVersion) {
    this.client = client;
    this.answering = answering;
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
    return find(environment, ANSWERING);
  }

  /**
   * The same.
   *
   * @param answering how long an answer may take
   */
  static Found find(Map<String, String> environment, Duration answering) {
    return switch (DockerHost.of(environment)) {
      case DockerHost.Unusable(var reason) -> new Silent(reason);
      case DockerHost.Places(var hosts) -> first(hosts, answering);
    };
  }

  private static Found first(List<DockerHost> hosts, Duration answering) {
    Optional<Silent> silent = Optional.empty();
    for (DockerHost host : hosts) {
      try {
        return new Answers(connect(host, answering));
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

  private static DockerDaemon connect(DockerHost host, Duration answering) {
    DefaultDockerClientConfig.Builder config = config(host);
    DockerClient asking = client(config.build());
    Version told;
    try {
      told = Question.ask(() -> asking.versionCmd().exec(), LOOKING);
    } finally {
      close(asking);
    }
    RemoteApiVersion spoken = RemoteApiVersion.parseConfig(told.getApiVersion());
    if (spoken.isGreater(NEWEST)) {
      spoken = NEWEST;
    }
    String apiVersion = spoken.getVersion();
    return new DockerDaemon(
        client(config.withApiVersion(apiVersion).build()),
        answering,
        host,
        told.getVersion(),
        apiVersion);
  }

  /** Not the library's default, which reads the environment and the user's files its own way. */
  private static DefaultDockerClientConfig.Builder config(DockerHost host) {
    DefaultDockerClientConfig.Builder config =
        new DefaultDockerClientConfig.Builder()
            .withDockerConfig("/nonexistent")
            .withDockerHost(host.address().toString())
            .withDockerTlsVerify(host.certificates().isPresent());
    host.certificates().map(Path::toString).ifPresent(config::withDockerCertPath);
    return config;
  }

  private static DockerClient client(DockerClientConfig config) {
    return DockerClientImpl.getInstance(
        config,
        new ZerodepDockerHttpClient.Builder()
            .dockerHost(config.getDockerHost())
            .sslConfig(config.getSSLConfig())
            .maxConnections(200)
            .connectionTimeout(CONNECTING)
            // Never; unset, a connection in TLS keeps the limit of its handshake.
            .responseTimeout(Duration.ZERO)
            .build());
  }

  /** For what lasts as long as a container; whoever asks has to limit it. */
  public DockerClient client() {
    return client;
  }

  /**
   * Asks for something that has its answer within minutes or none. Who is interrupted meanwhile
   * gets it all the same where it comes soon.
   *
   * @throws RuntimeException what the client library throws, or where no answer comes
   */
  public <T> T ask(Function<DockerClient, T> question) {
    return Question.ask(() -> question.apply(client), answering);
  }

  /**
   * Whether the daemon that answers now has seen a container end. One that was stopped, or that is
   * on its way out, ends containers too, and then either nobody answers or another, which knows
   * nothing of it.
   *
   * @param ended by the daemon's clock
   */
  public boolean sawTheEndOf(String container, Instant ended) throws InterruptedException {
    // Connections of before may still lead to a daemon that takes no new ones.
    DockerClient asking = client(config(host).withApiVersion(apiVersion).build());
    try (Deaths deaths = new Deaths()) {
      asking
          .eventsCmd()
          .withContainerFilter(container)
          .withEventFilter("die")
          .withSince("1")
          .withUntil(String.valueOf(ended.plus(TELLING).getEpochSecond()))
          .exec(deaths);
      return deaths.any();
    } catch (IOException | RuntimeException nobody) {
      return false;
    } finally {
      close(asking);
    }
  }

  private static final class Deaths extends ResultCallback.Adapter<Event> {
    private final CompletableFuture<Boolean> any = new CompletableFuture<>();

    @Override
    public void onNext(Event event) {
      any.complete(true);
    }

    @Override
    public void onComplete() {
      any.complete(false);
      super.onComplete();
    }

    @Override
    public void onError(Throwable problem) {
      any.complete(false);
      super.onError(problem);
    }

    boolean any() throws InterruptedException {
      try {
        return any.get(LOOKING.toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException | TimeoutException nobody) {
        return false;
      }
    }
  }

  /** Where it listens, such as {@code unix:///var/run/docker.sock}. */
  public URI host() {
    return host.address();
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

  /**
   * Why no artifact may run there, in one line: it keeps too few limits to call it isolation.
   *
   * @throws DockerException where it does not tell
   */
  public Optional<String> unbounded() {
    return enforcement().refusal(host());
  }

  /**
   * How many processors a container there can be limited to at most; empty where it cannot be.
   *
   * @throws DockerException where it does not tell
   */
  public OptionalInt processors() {
    return enforcement().processors()
        ? OptionalInt.of(capacity().processors())
        : OptionalInt.empty();
  }

  /**
   * The image for artifacts of a toolchain, whichever rig is in it.
   *
   * @param prefix of its name, such as {@code cambrian}
   * @return its number, which stays the same when the name goes to another
   * @throws DockerException where there is none, with the command that makes it
   */
  public String image(String prefix, Toolchain toolchain) {
    String name = new RigImages(this, prefix, "").name(toolchain);
    try {
      return String.valueOf(ask(it -> it.inspectImageCmd(name).exec()).getId());
    } catch (NotFoundException e) {
      throw new DockerException("there is no image " + name + "; docker/build.sh builds it", e);
    } catch (RuntimeException e) {
      throw new DockerException("the Docker daemon does not answer", e);
    }
  }

  private Info info() {
    try {
      return ask(it -> it.infoCmd().exec());
    } catch (RuntimeException e) {
      throw new DockerException("the Docker daemon does not answer", e);
    }
  }

  /**
   * How many containers and volumes there are on the daemon, others' too.
   *
   * @throws DockerException where it does not tell
   */
  public Stock stock() {
    try {
      var volumes = ask(it -> it.listVolumesCmd().exec()).getVolumes();
      return new Stock(
          ask(it -> it.listContainersCmd().withShowAll(true).exec()).size(),
          volumes == null ? 0 : volumes.size());
    } catch (RuntimeException e) {
      throw new DockerException("the Docker daemon does not answer", e);
    }
  }

  /**
   * Where it keeps its data, where this process may look into it: not on another machine, nor as
   * any user.
   *
   * @throws DockerException where it does not tell
   */
  public Optional<Path> dataRoot() {
    return Optional.ofNullable(info().getDockerRootDir())
        .map(Path::of)
        .filter(it -> !"tcp".equals(host.address().getScheme()) && Files.isReadable(it));
  }

  /** What is on a daemon. */
  public record Stock(int containers, int volumes) {}

  /** What the daemon's machine has. */
  record Capacity(long memoryBytes, int processors) {}

  @Override
  public void close() {
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
