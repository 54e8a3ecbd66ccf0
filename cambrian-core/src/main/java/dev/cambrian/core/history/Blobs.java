package dev.cambrian.core.history;

import java.util.Optional;

/** Content kept under its own hash: specs, requests, answers, manifests, reports. */
public interface Blobs {
  /** Stores, once, and answers {@code sha256:} and 64 hex digits. */
  String put(byte[] content);

  /**
   * The content of that hash; a stored content that does not have its hash any more is a {@link
   * HistoryException}.
   */
  Optional<byte[]> get(String hash);
}
