package dev.cambrian.server.organism;

import dev.cambrian.core.spec.Spec;
import dev.cambrian.rig.IsolationPolicy;
import dev.cambrian.server.docker.DockerDaemon;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Chooses where organisms live, anew for each, so that a daemon may come and go. */
public final class Habitats implements AutoCloseable {
  private final Kind kind;
  private final Map<String, String> environment;
  private final Supplier<ProcessHabitat> processes;
  private final String images;
  private Optional<ContainerHabitat> containers = Optional.empty();

  /** What may be chosen from. */
  public enum Kind {
    /** Containers where a daemon of this machine answers and has the image, else processes. */
    AUTO,
    /** Containers or nothing. */
    DOCKER,
    /** Processes of this machine, in bubblewrap where that works. */
    PROCESS
  }

  private Habitats(
      Kind kind,
      Map<String, String> environment,
      Supplier<ProcessHabitat> processes,
      String images) {
    this.kind = kind;
    this.environment = Map.copyOf(environment);
    this.processes = processes;
    this.images = images;
  }

  /**
   * Chooses by the environment, such as {@code DOCKER_HOST}.
   *
   * @param policy whether an organism may run as a plain process, unprotected, where there is
   *     neither a container nor bubblewrap for it
   */
  public static Habitats of(Kind kind, Map<String, String> environment, IsolationPolicy policy) {
    return of(kind, environment, () -> new ProcessHabitat(policy), "cambrian");
  }

  /** With other processes, or images of other names. */
  static Habitats of(
      Kind kind,
      Map<String, String> environment,
      Supplier<ProcessHabitat> processes,
      String images) {
    return new Habitats(kind, environment, processes, images);
  }

  /**
   * For an organism of that spec.
   *
   * @throws OrganismException where it can live nowhere, with what mends that
   */
  Habitat choose(Spec own, String homeId) {
    Optional<String> reason = Optional.empty();
    if (kind != Kind.PROCESS) {
      reason = refusal(own, homeId);
      if (reason.isEmpty()) {
        return containers(homeId).orElseThrow();
      }
      if (kind == Kind.DOCKER) {
        throw refused(reason.get());
      }
    }
    Habitat habitat = processes.get();
    Optional<String> noContainer = reason;
    habitat
        .refusal(own)
        .ifPresent(
            it -> {
              throw refused(
                  it + noContainer.map(why -> "; or run it in a container: " + why).orElse(""));
            });
    return habitat;
  }

  private Optional<String> refusal(Spec own, String homeId) {
    Optional<ContainerHabitat> found = containers(homeId);
    if (found.isPresent()) {
      return found.get().refusal(own);
    }
    return DockerDaemon.find(environment) instanceof DockerDaemon.Silent(var silence)
        ? Optional.of(silence)
        : Optional.of("the Docker daemon has only just come up; try again");
  }

  private static OrganismException refused(String reason) {
    return new OrganismException(OrganismException.Kind.UNAVAILABLE, reason);
  }

  /** Containers of this home, where a daemon answers. */
  synchronized Optional<ContainerHabitat> containers(String homeId) {
    if (kind != Kind.PROCESS
        && containers.isEmpty()
        && DockerDaemon.find(environment) instanceof DockerDaemon.Answers(var daemon)) {
      containers = Optional.of(new ContainerHabitat(daemon, homeId, images));
    }
    return containers;
  }

  @Override
  public synchronized void close() {
    containers.ifPresent(ContainerHabitat::close);
    containers = Optional.empty();
  }
}
