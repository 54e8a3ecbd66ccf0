package dev.cambrian.rig;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Binds what the rig in a container says to one run: HMAC-SHA-256 (RFC 2104) with a key that is
 * made for the run, over its id, the generation, the artifact's hash, the kind of the message and
 * the message.
 */
final class RunSeal {
  static final int KEY_BYTES = 32;
  private static final String ALGORITHM = "HmacSHA256";

  private final Run run;
  private final SecretKeySpec key;

  RunSeal(Run run, byte[] key) {
    this.run = run;
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /** What a message belongs to. */
  record Run(String id, int generation, String artifactHash) {}

  static byte[] newKey() {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return key;
  }

  String of(String kind, String message) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      String bound =
          String.join(
              "\n",
              "cambrian-verification 1",
              run.id(),
              String.valueOf(run.generation()),
              run.artifactHash(),
              kind,
              message);
      return HexFormat.of().formatHex(mac.doFinal(bound.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError("every Java platform has HMAC-SHA-256", impossible);
    }
  }

  /** In a time that does not depend on where they differ. */
  boolean fits(String seal, String kind, String message) {
    return MessageDigest.isEqual(
        seal.getBytes(StandardCharsets.UTF_8), of(kind, message).getBytes(StandardCharsets.UTF_8));
  }
}
