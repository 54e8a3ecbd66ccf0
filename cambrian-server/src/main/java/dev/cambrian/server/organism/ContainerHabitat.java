package dev.cambrian.server.organism;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.api.model.Ulimit;
import com.github.dockerjava.core.RemoteApiVersion;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.rig.InfrastructureException;
import dev.cambrian.rig.OrganismKit;
import dev.cambrian.server.docker.DockerDaemon;
import dev.cambrian.server.docker.DockerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Containers, one for each organism, of the images that artifacts are judged in. A container has no
 * network, a read-only root, no swap and no capability but those with which its first process, the
 * keeper, becomes another user; that user, the organism, has none. Of this machine it sees the
 * directory of its door alone, which it cannot write to.
 */
final class ContainerHabitat implements Habitat {
  static final String ORGANISM = "dev.cambrian.organism";
  static final String HOME = "dev.cambrian.home";
  private static final String GENERATION = "dev.cambrian.generation";
  private static final String WORKSPACE = "/workspace";
  private static final String OWN = "/cambrian";
  private static final String DOOR = "/door";

  /** Of the keeper. */
  private static final long KEEPER_BYTES = 96L << 20;

  private static final int KEEPER_TASKS = 8;
  private static final long OWN_BYTES = 16L << 20;
  private static final long TEMPORARY_BYTES = 128L << 20;
  private static final long SHARED_BYTES = 64L << 20;
  private static final long OPEN_FILES = 4096;

  private final DockerDaemon daemon;
  private final String homeId;
  private final String images;

  /**
   * On a daemon, which is closed with it.
   *
   * @param homeId tells the containers of this home from all others
   * @param images prefix of their names
   */
  ContainerHabitat(DockerDaemon daemon, String homeId, String images) {
    this.daemon = daemon;
    this.homeId = homeId;
    this.images = images;
  }

  @Override
  public String isolation() {
    return "docker";
  }

  @Override
  public Optional<String> refusal(Spec own) {
    if (!"unix".equals(daemon.host().getScheme())) {
      return Optional.of(
          "the Docker daemon at %s is on another machine, where an organism could not reach the"
                  .formatted(daemon.host())
              + " Supervisor; use one of this machine: unset DOCKER_HOST, or set it to unix://PATH");
    }
    try {
      Optional<String> unbounded = daemon.unbounded();
      if (unbounded.isEmpty()) {
        String _ = daemon.image(images, own.toolchain());
      }
      return unbounded;
    } catch (DockerException e) {
      return Optional.ofNullable(e.getMessage());
    }
  }

  @Override
  public byte[] order(Birth birth) {
    Toolchain toolchain = birth.own().toolchain();
    Path tools = birth.tools();
    try {
      Map<String, String> environment =
          OrganismKit.inImage(
              toolchain, birth.order().generation(), tools, OWN + "/tools", WORKSPACE + "/home");
      String spec = OWN + "/spec/" + birth.grownFrom().fileName();
      KeeperOrder order =
          KeeperOrder.of(
              birth, environment, WORKSPACE, spec, OrganismKit.systemCalls(), OrganismKit.filter());
      order.limit("uid", uid(birth.id()));
      order.file("0444", spec, birth.grownFrom().bytes());
      try (Stream<Path> files = Files.walk(tools)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          order.file(
              Files.isExecutable(file) ? "0755" : "0644",
              OWN + "/tools/" + tools.relativize(file),
              Files.readAllBytes(file));
        }
      }
      return order.whole();
    } catch (IOException | InfrastructureException e) {
      throw OrganismException.unavailable("an organism's tools cannot be made", e);
    }
  }

  /** One of the images' users; which one is known before its workspace is made. */
  private static int uid(UUID id) {
    return OrganismKit.firstUid() + Math.floorMod(id.hashCode(), OrganismKit.uids());
  }

  @Override
  public Body create(Birth birth) {
    UUID id = birth.id();
    try {
      String image = daemon.image(images, birth.own().toolchain());
      String container =
          daemon.ask(
              it ->
                  it.createContainerCmd(image)
                      .withName("cambrian-organism-%d-%s".formatted(birth.order().generation(), id))
                      .withHostName("organism")
                      .withLabels(
                          Map.of(
                              ORGANISM,
                              id.toString(),
                              HOME,
                              homeId,
                              GENERATION,
                              String.valueOf(birth.order().generation())))
                      .withHostConfig(walls(birth))
                      .withEntrypoint(
                          "/usr/bin/perl", "-e", KeeperOrder.keeper(), "--", "container", DOOR)
                      .withCmd(List.of())
                      .withUser("0:0")
                      .withWorkingDir("/")
                      .withStdinOpen(true)
                      .withStdInOnce(true)
                      .withAttachStdin(true)
                      .withTty(false)
                      .exec()
                      .getId());
      return new ContainerBody(daemon, container);
    } catch (RuntimeException e) {
      // It may have made one and not come to tell of it.
      remove(of(id));
      throw OrganismException.unavailable("the Docker daemon made no container", e);
    }
  }

  private HostConfig walls(Birth birth) {
    OrganismLimits limits = birth.order().limits();
    int uid = uid(birth.id());
    // Files in memory count as memory, too.
    long memory =
        limits.memoryBytes() + limits.diskBytes() + TEMPORARY_BYTES + SHARED_BYTES + KEEPER_BYTES;
    HostConfig walls =
        HostConfig.newHostConfig()
            .withNetworkMode("none")
            .withIpcMode("private")
            .withReadonlyRootfs(true)
            .withCapDrop(Capability.ALL)
            .withCapAdd(Capability.SETUID, Capability.SETGID, Capability.KILL)
            .withSecurityOpts(List.of("no-new-privileges"))
            .withPrivileged(false)
            .withRestartPolicy(RestartPolicy.noRestart())
            .withAutoRemove(false)
            .withMemory(memory)
            .withMemorySwap(memory)
            .withPidsLimit((long) limits.tasks() + KEEPER_TASKS)
            .withShmSize(SHARED_BYTES)
            .withUlimits(
                List.of(new Ulimit("core", 0L, 0L), new Ulimit("nofile", OPEN_FILES, OPEN_FILES)))
            .withMounts(
                List.of(
                    new Mount()
                        .withType(MountType.BIND)
                        .withSource(birth.door().toString())
                        .withTarget(DOOR)
                        .withReadOnly(true)))
            .withTmpFs(
                Map.of(
                    WORKSPACE,
                    "rw,exec,nosuid,nodev,mode=0700,uid=%d,gid=%d,size=%d,nr_inodes=%d"
                        .formatted(uid, uid, limits.diskBytes(), limits.files()),
                    OWN,
                    "rw,exec,nosuid,nodev,mode=0755,size=" + OWN_BYTES,
                    "/tmp",
                    "rw,exec,nosuid,nodev,mode=1777,size=" + TEMPORARY_BYTES))
            .withLogConfig(
                new LogConfig(
                    LogConfig.LoggingType.JSON_FILE, Map.of("max-size", "8m", "max-file", "2")));
    daemon
        .processors()
        .ifPresent(
            most ->
                walls.withNanoCPUs(Math.min(limits.milliProcessors(), 1_000L * most) * 1_000_000L));
    return RemoteApiVersion.create(1, 41)
            .isGreaterOrEqual(RemoteApiVersion.parseConfig(daemon.apiVersion()))
        ? walls
        : walls.withCgroupnsMode("private");
  }

  @Override
  public Optional<Body> find(UUID id) {
    return of(id).stream().findFirst().map(it -> new ContainerBody(daemon, it.getId()));
  }

  private List<Container> of(UUID id) {
    return labelled(Map.of(ORGANISM, id.toString(), HOME, homeId));
  }

  private List<Container> labelled(Map<String, String> labels) {
    try {
      return daemon.ask(
          it -> it.listContainersCmd().withShowAll(true).withLabelFilter(labels).exec());
    } catch (RuntimeException e) {
      throw OrganismException.unavailable("the Docker daemon does not answer", e);
    }
  }

  @Override
  public int removeAllBut(Set<UUID> known) {
    Set<String> kept = Set.copyOf(known.stream().map(UUID::toString).toList());
    return remove(
        labelled(Map.of(HOME, homeId)).stream()
            .filter(it -> it.getLabels().containsKey(ORGANISM))
            .filter(it -> !kept.contains(it.getLabels().get(ORGANISM)))
            .toList());
  }

  private int remove(List<Container> containers) {
    return (int) containers.stream().filter(this::removed).count();
  }

  /** False where it is gone already, or stays for the next start. */
  private boolean removed(Container container) {
    try {
      daemon.ask(
          it ->
              it.removeContainerCmd(container.getId())
                  .withForce(true)
                  .withRemoveVolumes(true)
                  .exec());
      return true;
    } catch (RuntimeException left) {
      return false;
    }
  }

  @Override
  public void close() {
    daemon.close();
  }
}
