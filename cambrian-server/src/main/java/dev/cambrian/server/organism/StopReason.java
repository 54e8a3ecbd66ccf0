package dev.cambrian.server.organism;

import java.util.Optional;

/** Why an organism came to its end; the text is what stands in {@code organism.stopped}. */
public enum StopReason {
  /** Its start command ended by itself. */
  EXITED("exited"),
  STOPPED("stopped by request"),
  SUPERVISOR_STOPPED("supervisor stopped"),
  OUT_OF_MEMORY("out of memory"),
  LIFETIME_OVER("lifetime over"),
  TOO_MUCH_OUTPUT("too much output"),
  DISK("disk full"),
  TOO_MANY_PROCESSES("too many processes"),
  BUILD_FAILED("build failed"),
  BUILD_TOO_LONG("build not finished in time"),
  /** It never ran: its container or process could not be started. */
  NOT_STARTED("not started"),
  /** Somebody else ended it, such as {@code docker stop}. */
  STOPPED_OUTSIDE("stopped from outside"),
  /** The Docker daemon stopped, or does not answer any more. */
  DAEMON_GONE("daemon gone"),
  /** It was gone when the Supervisor looked for it. */
  VANISHED("vanished");

  private final String text;

  StopReason(String text) {
    this.text = text;
  }

  /** On the wire and in events, such as {@code out of memory}. */
  public String text() {
    return text;
  }

  /**
   * Whether it ended by what it is or did, or because whoever started it had enough of it; else the
   * machine or somebody else is why.
   */
  public boolean isOwn() {
    return switch (this) {
      case EXITED,
          STOPPED,
          OUT_OF_MEMORY,
          LIFETIME_OVER,
          TOO_MUCH_OUTPUT,
          DISK,
          TOO_MANY_PROCESSES,
          BUILD_FAILED,
          BUILD_TOO_LONG ->
          true;
      case SUPERVISOR_STOPPED, NOT_STARTED, STOPPED_OUTSIDE, DAEMON_GONE, VANISHED -> false;
    };
  }

  static Optional<StopReason> of(String text) {
    for (StopReason reason : values()) {
      if (reason.text.equals(text)) {
        return Optional.of(reason);
      }
    }
    return Optional.empty();
  }
}
