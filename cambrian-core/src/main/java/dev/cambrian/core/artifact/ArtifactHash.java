package dev.cambrian.core.artifact;

import dev.cambrian.core.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;

/**
 * The hash of an artifact: SHA-256 over its files except {@code manifest.json}, in ascending order
 * of their paths by code point; for each the path in UTF-8, one zero byte, then the content.
 *
 * <p>It has no length framing, so it does not tell where one file ends and the next begins; the
 * list of {@link ArtifactFile}s does.
 */
public final class ArtifactHash {
  /** Paths by Unicode code point, which is the order of their UTF-8 bytes. */
  public static final Comparator<String> PATH_ORDER =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  private ArtifactHash() {}

  /** {@code sha256:} and 64 hex digits; {@code manifest.json} may be there and is left out. */
  public static String of(Map<String, byte[]> files) {
    MessageDigest digest = Sha256.digest();
    files.entrySet().stream()
        .filter(file -> !file.getKey().equals(Manifest.FILE_NAME))
        .sorted((one, other) -> PATH_ORDER.compare(one.getKey(), other.getKey()))
        .forEach(
            file -> {
              digest.update(file.getKey().getBytes(StandardCharsets.UTF_8));
              digest.update((byte) 0);
              digest.update(file.getValue());
            });
    return Sha256.of(digest);
  }

  /** The hash of one content, {@code sha256:} and 64 hex digits. */
  public static String ofContent(byte[] content) {
    return Sha256.of(content);
  }
}
