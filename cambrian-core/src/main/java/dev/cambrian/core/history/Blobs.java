package dev.cambrian.core.history;

import dev.cambrian.core.Sha256;
import java.util.Optional;

/** Content kept under its own hash: specs, requests, answers, manifests, logs, reports. */
public interface Blobs {
  /**
   * Stores, once and durably, and answers {@code sha256:} and 64 hex digits. A content that no
   * event refers to does no harm. To store contents together with the events that refer to them,
   * see {@link History#append(dev.cambrian.core.event.StreamId, WriteCondition,
   * EventStore.Causation, java.util.List, java.util.List)}.
   */
  String put(byte[] content);

  /**
   * The content of that hash; a stored content that does not have its hash any more is a {@link
   * HistoryException.Corrupt}.
   */
  Optional<byte[]> get(String hash);

  /** The hash under which {@link #put} stores this content. */
  static String hashOf(byte[] content) {
    return Sha256.of(content);
  }
}
