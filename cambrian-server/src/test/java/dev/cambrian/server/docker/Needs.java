package dev.cambrian.server.docker;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.rig.RigSource;
import java.util.Optional;

/** What a test needs of the machine; with {@code CI=true} its absence is a failure. */
final class Needs {
  private Needs() {}

  /** A daemon with this build's image for artifacts of a toolchain. */
  static DockerDaemon docker(Toolchain toolchain) {
    return switch (DockerDaemon.find(System.getenv())) {
      case DockerDaemon.Answers(var daemon) -> {
        Optional<String> missing = verifier(daemon).refusal(toolchain);
        missing.ifPresent(
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

  /** Over the images of this build, or those of the prefix that {@code cambrian.images} names. */
  static DockerVerifier verifier(DockerDaemon daemon) {
    return DockerVerifier.over(daemon, images(daemon));
  }

  /** The name of such an image. */
  static String image(DockerDaemon daemon, Toolchain toolchain) {
    return images(daemon).name(toolchain);
  }

  private static RigImages images(DockerDaemon daemon) {
    String prefix = System.getProperty("cambrian.images", "cambrian");
    return new RigImages(daemon, prefix, RigSource.hash());
  }

  private static void absent(String reason) {
    if ("true".equals(System.getenv("CI"))) {
      throw new AssertionError("with CI=true this test has to run: " + reason);
    }
    assumeTrue(false, reason);
  }
}
