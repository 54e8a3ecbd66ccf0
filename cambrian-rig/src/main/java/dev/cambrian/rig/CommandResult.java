package dev.cambrian.rig;

import java.time.Duration;
import java.util.Optional;

/**
 * How a command ended.
 *
 * @param exitCode present where it ended by itself
 * @param stdout what it printed, as far as it is kept
 * @param breach the limit of resources that it was killed for
 */
record CommandResult(
    End end,
    Optional<Integer> exitCode,
    Duration took,
    Output stdout,
    Output stderr,
    Optional<String> breach) {

  enum End {
    EXITED,
    TIMED_OUT,
    OUTPUT_LIMIT,
    RESOURCE_LIMIT
  }

  boolean succeeded() {
    return end == End.EXITED && exitCode.isPresent() && exitCode.get() == 0;
  }

  /** One phrase for a summary, such as {@code exit code 2}. */
  String describe(Duration timeout) {
    return switch (end) {
      case EXITED -> "exit code " + exitCode.map(String::valueOf).orElse("unknown");
      case TIMED_OUT -> "no end within " + Text.seconds(timeout) + ", killed";
      case OUTPUT_LIMIT -> "output limit exceeded, killed";
      case RESOURCE_LIMIT -> breach.orElse("limit exceeded") + ", killed";
    };
  }

  /**
   * What is kept of a stream.
   *
   * @param head its first part, at most 1 MiB
   * @param tail its last 100 lines, at most 64 KiB
   */
  record Output(String head, String tail) {
    static final Output NONE = new Output("", "");
  }
}
