package dev.cambrian.core;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 (FIPS 180-4) as Cambrian writes it: {@code sha256:} and 64 lower-case hexadecimal digits.
 */
public final class Sha256 {
  private Sha256() {}

  /** Of some bytes. */
  public static String of(byte[] content) {
    return named(digest().digest(content));
  }

  /** Of what a digest was given; the digest is as new afterwards. */
  public static String of(MessageDigest digest) {
    return named(digest.digest());
  }

  /** One to be given its bytes piece by piece. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has SHA-256", impossible);
    }
  }

  private static String named(byte[] hash) {
    return "sha256:" + HexFormat.of().formatHex(hash);
  }
}
