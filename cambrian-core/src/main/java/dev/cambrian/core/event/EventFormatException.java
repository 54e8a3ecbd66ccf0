package dev.cambrian.core.event;

import dev.cambrian.core.CambrianException;

/** Stored data is no event that this version can read. */
public final class EventFormatException extends CambrianException {
  private static final long serialVersionUID = 1L;
  private final boolean newer;

  private EventFormatException(String message, boolean newer) {
    super(message);
    this.newer = newer;
  }

  static EventFormatException newer(String what) {
    return new EventFormatException(
        what + " is unknown here: a newer Cambrian wrote it, use that version", true);
  }

  static EventFormatException malformed(String type, String problem) {
    return new EventFormatException(type + " does not decode: " + problem, false);
  }

  /** Whether a newer version probably can read it. */
  public boolean newer() {
    return newer;
  }
}
