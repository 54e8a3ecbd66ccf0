package dev.cambrian.server.docker;

import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Containers of verifications whose process has ended without removing them. Only ours are touched,
 * and of those only such whose process is known to have ended, or cannot be known of and has left a
 * container that has not run for long.
 */
public final class Leftovers {
  private static final Set<String> REMEMBERED = ConcurrentHashMap.newKeySet();

  private static final Duration LONG_AGO = Duration.ofDays(1);

  private Leftovers() {}

  /** One that this process could not remove. */
  static void remember(String id) {
    REMEMBERED.add(id);
  }

  /**
   * Removes them.
   *
   * @return how many
   * @throws DockerException where the daemon does not answer
   */
  public static int remove(DockerDaemon daemon) {
    try {
      List<String> left =
          daemon
              .client()
              .listContainersCmd()
              .withShowAll(true)
              .withLabelFilter(List.of(Labels.OWNER))
              .exec()
              .stream()
              .filter(Leftovers::isLeft)
              .map(Container::getId)
              .toList();
      left.forEach(id -> remove(daemon, id));
      return left.size();
    } catch (RuntimeException e) {
      throw new DockerException("the Docker daemon does not answer: " + Reasons.of(e), e);
    }
  }

  /**
   * The containers of this process that are still there, running or not.
   *
   * @throws DockerException where the daemon does not answer
   */
  public static List<String> own(DockerDaemon daemon) {
    try {
      return daemon
          .client()
          .listContainersCmd()
          .withShowAll(true)
          .withLabelFilter(Map.of(Labels.OWNER, Labels.owner()))
          .exec()
          .stream()
          .map(Container::getId)
          .toList();
    } catch (RuntimeException e) {
      throw new DockerException("the Docker daemon does not answer: " + Reasons.of(e), e);
    }
  }

  private static boolean isLeft(Container container) {
    return REMEMBERED.contains(container.getId())
        || switch (Labels.fate(container.getLabels().getOrDefault(Labels.OWNER, ""))) {
          case MAY_RUN -> false;
          case ENDED -> true;
          case UNKNOWN -> isOld(container);
        };
  }

  /** A container ends with whoever started it, and no verification takes that long. */
  private static boolean isOld(Container container) {
    Instant created = Instant.ofEpochSecond(container.getCreated());
    return !"running".equals(container.getState())
        && created.isBefore(Instant.now().minus(LONG_AGO));
  }

  private static void remove(DockerDaemon daemon, String id) {
    try {
      daemon.client().removeContainerCmd(id).withForce(true).withRemoveVolumes(true).exec();
    } catch (NotFoundException gone) {
      // Another start was faster.
      return;
    }
    REMEMBERED.remove(id);
  }
}
