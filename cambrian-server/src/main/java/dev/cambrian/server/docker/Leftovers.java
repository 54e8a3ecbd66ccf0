package dev.cambrian.server.docker;

import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Containers of verifications whose process has ended without removing them. Only ours are touched,
 * and of those only such whose process is known to have ended. Where it can't be seen from here,
 * because it is of another machine that uses the same daemon, another container or an earlier boot,
 * a container that runs is left alone, since it ends with its process, and one that doesn't is
 * removed when it is a day old.
 *
 * <p>A container that outlives its process has none. It is its home's, whose Supervisor removes it;
 * only where that has not happened a day after its time was over is it removed here.
 */
public final class Leftovers {
  private static final Set<String> REMEMBERED = ConcurrentHashMap.newKeySet();

  /** Many times what a verification takes. */
  private static final Duration OLD = Duration.ofDays(1);

  private static final Set<String> AT_REST = Set.of("created", "exited", "dead");

  private Leftovers() {}

  /** One that this process could not remove, by its number or its name. */
  static void remember(String container) {
    REMEMBERED.add(container);
  }

  /**
   * Removes what this process could not remove before, as far as it can now.
   *
   * @return how many
   * @throws DockerException where the daemon does not answer
   */
  static int removeRemembered(DockerDaemon daemon) {
    try {
      return removed(daemon, REMEMBERED);
    } catch (RuntimeException e) {
      throw new DockerException("the Docker daemon does not answer", e);
    }
  }

  private static int removed(DockerDaemon daemon, Collection<String> containers) {
    return (int) containers.stream().filter(it -> remove(daemon, it)).count();
  }

  /**
   * Removes them. One that the daemon does not remove is left to the next start.
   *
   * @return how many
   * @throws DockerException where the daemon does not answer
   */
  public static int remove(DockerDaemon daemon) {
    int remembered = removeRemembered(daemon);
    try {
      List<Container> ours =
          daemon.ask(
              it ->
                  it.listContainersCmd()
                      .withShowAll(true)
                      .withLabelFilter(List.of(Labels.OWNER))
                      .exec());
      long oldest =
          ours.stream().anyMatch(Leftovers::mayBeForgotten)
              ? now(daemon).minus(OLD).getEpochSecond()
              : 0;
      List<String> left =
          ours.stream().filter(it -> isLeft(it, oldest)).map(Container::getId).toList();
      return remembered + removed(daemon, left) + removed(daemon, abandoned(daemon));
    } catch (RuntimeException e) {
      throw new DockerException("the Docker daemon does not answer", e);
    }
  }

  private static List<String> abandoned(DockerDaemon daemon) {
    List<Container> lasting =
        daemon.ask(
            it ->
                it.listContainersCmd()
                    .withShowAll(true)
                    .withLabelFilter(List.of(Labels.HOME, Labels.RUN, Labels.LONGEST))
                    .exec());
    if (lasting.isEmpty()) {
      return List.of();
    }
    long oldest = now(daemon).minus(OLD).getEpochSecond();
    return lasting.stream().filter(it -> isAbandoned(it, oldest)).map(Container::getId).toList();
  }

  /**
   * @param oldest seconds since 1970, by the daemon's clock
   */
  static boolean isAbandoned(Container container, long oldest) {
    String longest = container.getLabels().getOrDefault(Labels.LONGEST, "");
    return longest.matches("\\d{1,9}") && container.getCreated() + Long.parseLong(longest) < oldest;
  }

  /** By the daemon's clock, which may be another than ours. */
  static Instant now(DockerDaemon daemon) {
    String time = daemon.ask(it -> it.infoCmd().exec()).getSystemTime();
    return time == null ? Instant.EPOCH : OffsetDateTime.parse(time).toInstant();
  }

  /**
   * The containers of this process that are still there, running or not.
   *
   * @throws DockerException where the daemon does not answer
   */
  public static List<String> own(DockerDaemon daemon) {
    try {
      return daemon
          .ask(
              it ->
                  it.listContainersCmd()
                      .withShowAll(true)
                      .withLabelFilter(Map.of(Labels.OWNER, Labels.owner()))
                      .exec())
          .stream()
          .map(Container::getId)
          .toList();
    } catch (RuntimeException e) {
      throw new DockerException("the Docker daemon does not answer", e);
    }
  }

  /**
   * @param oldest seconds since 1970, by the daemon's clock
   */
  static boolean isLeft(Container container, long oldest) {
    return switch (owner(container)) {
      case ALIVE -> false;
      case ENDED -> true;
      case OUT_OF_SIGHT -> mayBeForgotten(container) && container.getCreated() < oldest;
    };
  }

  private static boolean mayBeForgotten(Container container) {
    return owner(container) == Labels.Owner.OUT_OF_SIGHT
        && AT_REST.contains(String.valueOf(container.getState()));
  }

  private static Labels.Owner owner(Container container) {
    return Labels.find(container.getLabels().getOrDefault(Labels.OWNER, ""));
  }

  /** False where it is there still, or another start is removing it just now. */
  private static boolean remove(DockerDaemon daemon, String container) {
    try {
      daemon.ask(
          it -> it.removeContainerCmd(container).withForce(true).withRemoveVolumes(true).exec());
    } catch (NotFoundException gone) {
      REMEMBERED.remove(container);
      return false;
    } catch (com.github.dockerjava.api.exception.DockerException refused) {
      return false;
    }
    REMEMBERED.remove(container);
    return true;
  }
}
