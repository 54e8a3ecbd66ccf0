package dev.cambrian.rig;

import java.time.Duration;
import java.util.Optional;

/**
 * How a command ended.
 *
 * @param exitCode present where it ended by itself
 * @param stdout what it printed, as far as it is kept
 * @param breach what it did to be killed for a limit, such as {@code wrote more than 64 MiB to its
 *     output}
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

  boolean killed() {
    return end != End.EXITED;
  }

  /** What is to be said of the command, such as {@code ended with exit code 2}. */
  String describe(Duration timeout) {
    return switch (end) {
      case EXITED -> "ended with exit code " + exitCode.map(String::valueOf).orElse("unknown");
      case TIMED_OUT -> "did not end within " + Text.seconds(timeout) + " and was killed";
      case OUTPUT_LIMIT, RESOURCE_LIMIT ->
          breach.orElse("went over a limit of resources") + " and was killed";
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

    /** Whether nothing is left out of the head. */
    boolean whole() {
      return head.endsWith(tail);
    }

    /** All that was printed; where that is not kept, the end of it. */
    String most() {
      return whole() ? head : tail;
    }
  }
}
