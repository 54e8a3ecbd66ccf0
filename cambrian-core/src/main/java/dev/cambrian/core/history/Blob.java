package dev.cambrian.core.history;

/**
 * A content and its hash, which was computed once and belongs to these very bytes: nobody else can
 * reach them. Hashing is what keeping a large content costs most, so whoever needs the hash for an
 * event, too, makes one of these and hands it over.
 */
public final class Blob {
  private final byte[] content;
  private final String hash;

  private Blob(byte[] content) {
    this.content = content;
    hash = Blobs.hashOf(content);
  }

  /** Of a copy of these bytes. */
  public static Blob of(byte[] content) {
    return new Blob(content.clone());
  }

  /** {@code sha256:} and 64 hex digits, as {@link Blobs#hashOf} tells. */
  public String hash() {
    return hash;
  }

  /** A copy. */
  public byte[] content() {
    return content.clone();
  }

  /** The bytes themselves, for a store that only reads them. */
  byte[] bytes() {
    return content;
  }
}
