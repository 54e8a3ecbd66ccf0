package dev.cambrian.core.history;

import java.util.List;

/**
 * What a walk over the whole history found.
 *
 * @param events that are as they must be
 * @param blobs whose content has its hash
 * @param headDigest of the last event, as it is stored; a copy kept elsewhere shows later whether
 *     events at the end were cut off, which no chain can show by itself
 * @param defects how many things are not as they must be
 * @param broken the first {@link #LISTED} of them, in the order of the events
 */
public record HistoryCheck(
    long events, long blobs, String headDigest, long defects, List<Broken> broken) {
  /** At most so many are told one by one. */
  public static final int LISTED = 100;

  public HistoryCheck {
    broken = List.copyOf(broken);
  }

  public boolean sound() {
    return defects == 0;
  }

  /**
   * @param position of the event; 0 where it is about no single event
   * @param reason one line
   */
  public record Broken(long position, String reason) {}
}
