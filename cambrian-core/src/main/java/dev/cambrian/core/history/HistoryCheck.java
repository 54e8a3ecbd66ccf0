package dev.cambrian.core.history;

import java.util.Optional;

/**
 * What a walk over the whole history found.
 *
 * @param events that were good, up to the broken one
 * @param blobs whose content has its hash
 * @param headDigest of the last good event; a copy kept elsewhere shows later whether events at the
 *     end were cut off, which no chain can show by itself
 * @param broken the first thing that is not as it must be
 */
public record HistoryCheck(long events, long blobs, String headDigest, Optional<Broken> broken) {
  public boolean sound() {
    return broken.isEmpty();
  }

  /**
   * @param position of the event; 0 where it is about no single event
   * @param reason one line
   */
  public record Broken(long position, String reason) {}
}
