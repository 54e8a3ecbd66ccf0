package dev.cambrian.server.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.model.Container;
import dev.cambrian.core.llm.LlmSettings;
import dev.cambrian.core.llm.Prices;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.core.verdict.BoundedVerifier;
import dev.cambrian.core.verdict.LastingRuns;
import dev.cambrian.rig.IsolationPolicy;
import dev.cambrian.rig.LocalVerifier;
import dev.cambrian.rig.RigSurvey;
import dev.cambrian.server.api.ApiServer;
import dev.cambrian.server.docker.DockerDaemon;
import dev.cambrian.server.docker.DockerVerifier;
import dev.cambrian.server.docker.LastingVerifier;
import dev.cambrian.server.gateway.GatewaySettings;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.home.HomeId;
import dev.cambrian.server.organism.Habitats;
import dev.cambrian.server.supervisor.Judge;
import dev.cambrian.server.supervisor.Supervisor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A whole Supervisor that answers from recordings, and its operator. */
final class Serving implements AutoCloseable {
  final CambrianHome home;
  final Client client;
  private final Optional<DockerDaemon> daemon;
  private final Hosting hosting;
  private boolean stopped;

  /** Where artifacts are judged and organisms live. */
  enum Place {
    CONTAINER,
    BUBBLEWRAP
  }

  private Serving(
      CambrianHome home, Path artifacts, Optional<DockerDaemon> daemon, Hosting hosting) {
    this.home = home;
    this.daemon = daemon;
    this.hosting = hosting;
    this.client = new Client(hosting.address(), artifacts);
  }

  /** Of this build. */
  static Path root() {
    return Path.of(System.getProperty("cambrian.root"));
  }

  static Path shipped() {
    return root().resolve("spec/recordings");
  }

  /** Where the machine has what that needs; with {@code CI=true} its absence is a failure. */
  static Serving in(Place place, Path directory, Path recordings) {
    CambrianHome home = new CambrianHome(directory.resolve("home"));
    Path artifacts = directory.resolve("artifacts");
    Optional<DockerDaemon> daemon =
        place == Place.CONTAINER ? Optional.of(daemon(Toolchain.values())) : Optional.empty();
    Hosting hosting =
        Hosting.start(
            new Supervisor.Settings(home, artifacts, Clock.systemUTC(), 2, Duration.ofSeconds(60)),
            daemon.map(it -> containers(it, home)).orElseGet(Serving::processes),
            Habitats.of(
                place == Place.CONTAINER ? Habitats.Kind.DOCKER : Habitats.Kind.PROCESS,
                System.getenv(),
                IsolationPolicy.REQUIRE_SANDBOX),
            GatewaySettings.of(
                LlmSettings.defaults().withProvider("replay").withRecordings(List.of(recordings)),
                Map.of(),
                Prices.builtIn()),
            new ApiServer.Settings("127.0.0.1", 0, Optional.empty(), Set.of()));
    return new Serving(home, artifacts, daemon, hosting);
  }

  /** One with the images of this build for artifacts of those toolchains. */
  static DockerDaemon daemon(Toolchain... toolchains) {
    return switch (DockerDaemon.find(System.getenv())) {
      case DockerDaemon.Answers(var daemon) -> {
        DockerVerifier verifier = DockerVerifier.over(daemon);
        Arrays.stream(toolchains)
            .flatMap(it -> verifier.refusal(empty(it)).stream())
            .findFirst()
            .ifPresent(
                reason -> {
                  daemon.close();
                  absent(reason);
                });
        yield daemon;
      }
      case DockerDaemon.Silent(var reason) -> {
        absent(reason);
        throw new IllegalStateException(reason);
      }
    };
  }

  private static Spec empty(Toolchain toolchain) {
    return Specs.parse(
        "EMPTY-SPEC.md",
        "---\ntitle: E\nversion: \"1\"\ntoolchain: %s\n---\n# E\n"
            .formatted(toolchain.id())
            .getBytes(StandardCharsets.UTF_8));
  }

  private static void absent(String reason) {
    if ("true".equals(System.getenv("CI"))) {
      throw new AssertionError("with CI=true this test has to run: " + reason);
    }
    assumeTrue(false, reason);
  }

  private static Judge containers(DockerDaemon daemon, CambrianHome home) {
    DockerVerifier verifier = DockerVerifier.over(daemon);
    LastingVerifier lasting =
        verifier.lasting(home.directory().resolve("runs"), HomeId.of(home.prepare()));
    return new Judge(
        new BoundedVerifier(lasting, 1),
        lasting,
        new BoundedVerifier(verifier, 1),
        verifier::refusal);
  }

  private static Judge processes() {
    LocalVerifier verifier = requireBubblewrap();
    return new Judge(
        new BoundedVerifier(verifier, 1),
        LastingRuns.NONE,
        new BoundedVerifier(verifier, 1),
        RigSurvey::missing);
  }

  /** What the hand-written organism needs outside of containers. */
  static LocalVerifier requireBubblewrap() {
    LocalVerifier verifier = LocalVerifier.with(IsolationPolicy.REQUIRE_SANDBOX);
    verifier.refusal().ifPresent(Serving::absent);
    if (!hasAiohttp()) {
      String reason = "the organism needs a python3 with aiohttp and pytest, the first on the PATH";
      // A step of its own in CI brings one; the whole build has to judge with the usual python3.
      if ("true".equals(System.getenv("CAMBRIAN_AIOHTTP"))) {
        absent(reason);
      }
      assumeTrue(false, reason);
    }
    return verifier;
  }

  private static boolean hasAiohttp() {
    try {
      return new ProcessBuilder("python3", "-c", "import aiohttp, pytest")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException none) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Of containers that have one of those texts in their names. */
  static List<String> containers(DockerDaemon daemon, List<String> texts) {
    return daemon.ask(it -> it.listContainersCmd().withShowAll(true).exec()).stream()
        .map(Container::getNames)
        .flatMap(Arrays::stream)
        .filter(name -> texts.stream().anyMatch(name::contains))
        .toList();
  }

  /** Of containers with a label of that value. */
  static List<String> containersOf(DockerDaemon daemon, String label) {
    return daemon.ask(it -> it.listContainersCmd().withShowAll(true).exec()).stream()
        .filter(it -> it.getLabels() != null && it.getLabels().containsValue(label))
        .map(Container::getId)
        .toList();
  }

  /** Of what an organism has left in its home. */
  static List<String> leftOf(CambrianHome home, String organism) throws IOException {
    try (Stream<Path> left = Files.list(home.directory().resolve("organisms").resolve(organism))) {
      return left.map(it -> it.getFileName().toString()).sorted().toList();
    }
  }

  /** That nothing is left of what ran for those correlations. */
  void assertNothingLeft(List<String> correlations) {
    daemon.ifPresent(it -> assertThat(containers(it, correlations)).isEmpty());
  }

  /** Stops the server; what it kept can be read from then on. */
  void stop() {
    if (!stopped) {
      stopped = true;
      hosting.close();
    }
  }

  @Override
  public void close() {
    client.close();
    stop();
    daemon.ifPresent(DockerDaemon::close);
  }
}
