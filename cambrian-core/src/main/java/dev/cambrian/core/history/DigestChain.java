package dev.cambrian.core.history;

import dev.cambrian.core.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The chain of digests over all events.
 *
 * <p>The digest of a row is SHA-256 over eleven fields, in this order: the previous row's digest
 * (64 lower-case hex digits; {@link #START} before the first row), position, event id, stream,
 * version, type, schema version, recorded-at, correlation id, causation id (the empty text where
 * absent), data. Each field is a 4-byte big-endian count of bytes and then its text in UTF-8;
 * numbers are written in decimal, everything else exactly as it is stored. The result is written as
 * 64 lower-case hex digits.
 */
final class DigestChain {
  /** Stands for the digest before the first row. */
  static final String START = "0".repeat(64);

  private DigestChain() {}

  static String next(String previousDigest, EventRow row) {
    MessageDigest sha = Sha256.digest();
    field(sha, previousDigest);
    field(sha, Long.toString(row.position()));
    field(sha, row.eventId());
    field(sha, row.stream());
    field(sha, Long.toString(row.version()));
    field(sha, row.type());
    field(sha, Integer.toString(row.schemaVersion()));
    field(sha, row.recordedAt());
    field(sha, row.correlationId());
    field(sha, row.causationId().orElse(""));
    field(sha, row.data());
    return HexFormat.of().formatHex(sha.digest());
  }

  private static void field(MessageDigest sha, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    sha.update(bytes);
  }
}
