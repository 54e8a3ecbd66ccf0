package dev.cambrian.server.organism;

import dev.cambrian.core.spec.Spec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.UUID;

/**
 * Everything that an organism is made of.
 *
 * @param own the trusted spec that its artifact was grown from; it says how to build and start it
 * @param files of the artifact, as they were checked
 * @param grownFrom the spec that it is to grow from
 * @param token its secret
 * @param directory its directory in the home; there is {@code tools} in it, for what it needs of
 *     programs and files besides its artifact
 * @param door the directory of its sockets
 * @param sockets the same by a name that leaves room for theirs
 */
record Birth(
    UUID id,
    StartOrder order,
    Spec own,
    NavigableMap<String, byte[]> files,
    SpecCopy grownFrom,
    String token,
    Path directory,
    Path door,
    Path sockets) {
  Birth {
    files = Collections.unmodifiableNavigableMap(files);
  }

  /** A spec as it is given to an organism. */
  record SpecCopy(String fileName, String text, String hash) {
    byte[] bytes() {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  Path tools() {
    return directory.resolve("tools");
  }

  /** Never with the secret. */
  @Override
  public String toString() {
    return "Birth[" + id + "]";
  }
}
