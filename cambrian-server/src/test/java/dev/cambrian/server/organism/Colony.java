package dev.cambrian.server.organism;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.history.History;
import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.rig.Isolation;
import dev.cambrian.rig.IsolationPolicy;
import dev.cambrian.rig.LocalVerifier;
import dev.cambrian.server.docker.DockerDaemon;
import dev.cambrian.server.docker.DockerException;
import dev.cambrian.server.home.CambrianHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** The organisms of a home of their own, in one of the places where they may live. */
final class Colony implements AutoCloseable {
  private static final Duration LONG = Duration.ofSeconds(60);

  final Path directory;
  final FakeSupervisor supervisor = new FakeSupervisor();
  final History history;
  private final Place place;
  private Organisms organisms;

  /** Where they may live. */
  enum Place {
    CONTAINER,
    BUBBLEWRAP,
    UNPROTECTED
  }

  Colony(Place place, Path directory) {
    this.place = place;
    this.directory = directory;
    try {
      Files.createDirectories(directory.resolve("home"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.history = History.open(directory.resolve("home/history.db"));
    this.organisms = made();
  }

  /** Where the machine has what that needs; with {@code CI=true} its absence is a failure. */
  static Colony in(Place place, Path directory, Toolchain toolchain) {
    switch (place) {
      case CONTAINER -> daemon(toolchain).close();
      case BUBBLEWRAP ->
          LocalVerifier.with(IsolationPolicy.REQUIRE_SANDBOX).refusal().ifPresent(Colony::absent);
      case UNPROTECTED -> {}
    }
    return new Colony(place, directory);
  }

  /** Of this machine, with the image. */
  static DockerDaemon daemon(Toolchain toolchain) {
    return switch (DockerDaemon.find(System.getenv())) {
      case DockerDaemon.Answers(var daemon) -> {
        try {
          assertThat(daemon.image(images(), toolchain)).isNotEmpty();
        } catch (DockerException e) {
          daemon.close();
          absent(String.valueOf(e.getMessage()));
        }
        yield daemon;
      }
      case DockerDaemon.Silent(var reason) -> {
        absent(reason);
        throw new IllegalStateException(reason);
      }
    };
  }

  static String images() {
    return System.getProperty("cambrian.images", "cambrian");
  }

  private static void absent(String reason) {
    if ("true".equals(System.getenv("CI"))) {
      throw new AssertionError("with CI=true this test has to run: " + reason);
    }
    assumeTrue(false, reason);
  }

  private Organisms made() {
    Isolation isolation = place == Place.UNPROTECTED ? Isolation.NONE : Isolation.BUBBLEWRAP;
    Habitats habitats =
        Habitats.of(
            place == Place.CONTAINER ? Habitats.Kind.DOCKER : Habitats.Kind.PROCESS,
            System.getenv(),
            () -> new ProcessHabitat(LocalVerifier.with(isolation, IsolationPolicy.ALLOW_NONE)),
            images());
    return new Organisms(
        new CambrianHome(directory.resolve("home")),
        history,
        habitats,
        supervisor,
        supervisor,
        Clock.systemUTC(),
        OrganismListener.NONE);
  }

  Organisms organisms() {
    return organisms;
  }

  /** As after a restart of the Supervisor. */
  Organisms.Recovered restarted() {
    organisms = made();
    return organisms.recover();
  }

  Organism start(LivingArtifact artifact) {
    return organisms.start(artifact.sealed(directory));
  }

  Organism start(LivingArtifact artifact, OrganismLimits limits) {
    return organisms.start(artifact.sealed(directory).withLimits(limits));
  }

  String log(UUID id) {
    return new String(organisms.logs(id, 1000), StandardCharsets.UTF_8);
  }

  /** Until it has printed that it is alive. */
  void awaitAlive(UUID id) {
    await()
        .atMost(LONG)
        .until(
            () -> {
              assertThat(organisms.find(id).end()).as("%s", log(id)).isEmpty();
              return log(id).contains("alive");
            });
  }

  Organism awaitEnd(UUID id) {
    return awaitEnd(id, LONG);
  }

  Organism awaitEnd(UUID id, Duration longest) {
    await().atMost(longest).until(() -> organisms.find(id).end().isPresent());
    return organisms.find(id);
  }

  /** Of an organism of generation 0, in order. */
  List<Event> events(UUID id) {
    return history.readAll(0, 10_000).stream()
        .filter(it -> it.correlationId().equals(id))
        .map(it -> it.event())
        .toList();
  }

  @Override
  public void close() {
    organisms.close();
    history.close();
  }
}
