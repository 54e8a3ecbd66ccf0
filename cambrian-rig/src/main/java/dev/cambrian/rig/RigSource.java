package dev.cambrian.rig;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** What this rig was built from, and so what an image that holds the same rig was built from. */
public final class RigSource {
  private RigSource() {}

  /**
   * The hash of the rig's sources, its libraries' versions and the files that its images are built
   * from, as {@code sha256:<64 hex>}; the same in every checkout of the same files. An image says
   * it in its label {@code dev.cambrian.rig-source}.
   *
   * @throws InfrastructureException if the build did not write it into the jar
   */
  public static String hash() {
    try (InputStream in = RigSource.class.getResourceAsStream("source.sha256")) {
      if (in == null) {
        throw new InfrastructureException(
            "this rig does not know what it was built from; build it with ./mvnw package");
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      throw new InfrastructureException("cannot read source.sha256 from the jar", e);
    }
  }
}
