package dev.cambrian.core.history;

import java.util.Optional;

/** The table {@code blob}, within a transaction of the writer. */
final class BlobRows {
  static final String CONTENT = "SELECT content FROM blob WHERE hash = ?";
  private static final String EXISTS = "SELECT count(*) FROM blob WHERE hash = ?";
  private static final String INSERT = "INSERT INTO blob (hash, size, content) VALUES (?, ?, ?)";

  private BlobRows() {}

  static void put(Statements statements, Blob blob) {
    if (!has(statements, blob.hash())) {
      statements.update(INSERT, blob.hash(), blob.bytes().length, blob.bytes());
    }
  }

  static boolean has(Statements statements, String hash) {
    return statements.number(EXISTS, hash) > 0;
  }

  static Optional<byte[]> get(Statements statements, String hash) {
    return statements.first(CONTENT, row -> row.getBytes(1), hash).map(c -> checked(hash, c));
  }

  /**
   * @throws HistoryException.Corrupt if the content has another hash
   */
  static byte[] checked(String hash, byte[] content) {
    String actual = Blobs.hashOf(content);
    if (!actual.equals(hash)) {
      throw new HistoryException.Corrupt(
          "the content stored as %s has the hash %s: restore the history from a copy"
              .formatted(hash, actual));
    }
    return content;
  }
}
