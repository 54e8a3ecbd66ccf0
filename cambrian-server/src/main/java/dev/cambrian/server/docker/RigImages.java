package dev.cambrian.server.docker;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.ContainerConfig;
import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.rig.RigSource;
import dev.cambrian.rig.RigVersion;
import java.util.Map;
import java.util.Optional;

/**
 * The images that {@code docker/build.sh} makes, one for each toolchain. An image holds a rig of
 * its own, which must be the one that this program was built with: what it was built from stands in
 * its labels.
 */
final class RigImages {
  static final String SOURCE = "dev.cambrian.rig-source";

  private final DockerDaemon daemon;
  private final String prefix;
  private final String source;

  RigImages(DockerDaemon daemon) {
    this(daemon, "cambrian", RigSource.hash());
  }

  /**
   * For images of other names or another rig.
   *
   * @param prefix of their names
   * @param source as {@link RigSource#hash()} gives it
   */
  RigImages(DockerDaemon daemon, String prefix, String source) {
    this.daemon = daemon;
    this.prefix = prefix;
    this.source = source;
  }

  /** How an image stands. */
  sealed interface Image {}

  /**
   * It can be used.
   *
   * @param id that stays the same when the name goes to another
   */
  record Fitting(String id) implements Image {}

  record Missing(String reason) implements Image {}

  record Stale(String reason) implements Image {}

  /** The image that artifacts of a toolchain are judged in. */
  String name(Toolchain toolchain) {
    String kind =
        switch (toolchain) {
          case JAVA -> "base";
          case PYTHON -> "python";
          case NODE -> "node";
        };
    return prefix + "-" + kind + ":" + RigVersion.number();
  }

  /**
   * Looks at the image of a toolchain.
   *
   * @throws DockerException where the daemon does not answer
   */
  Image of(Toolchain toolchain) {
    String name = name(toolchain);
    try {
      InspectImageResponse image = daemon.ask(it -> it.inspectImageCmd(name).exec());
      String built =
          Optional.ofNullable(image.getConfig())
              .map(ContainerConfig::getLabels)
              .orElse(Map.of())
              .getOrDefault(SOURCE, "");
      return built.equals(source)
          ? new Fitting(String.valueOf(image.getId()))
          : new Stale(
              "the image "
                  + name
                  + " holds another rig than this program; docker/build.sh builds it anew");
    } catch (NotFoundException e) {
      return new Missing("there is no image " + name + "; docker/build.sh builds it");
    } catch (RuntimeException e) {
      throw new DockerException("the Docker daemon does not answer", e);
    }
  }
}
