package dev.cambrian.rig;

import dev.cambrian.core.verdict.Limit;
import dev.cambrian.core.verdict.StageLog;
import java.time.Duration;
import java.util.Optional;

/**
 * How a command ended.
 *
 * @param exitCode present where it ended by itself
 * @param stdout what it printed, as far as it is kept
 * @param breach what it was killed for, where that is a limit of resources or of output
 */
record CommandResult(
    End end,
    Optional<Integer> exitCode,
    Duration took,
    Output stdout,
    Output stderr,
    Optional<Breach> breach) {

  /** What SIGXFSZ ends with. */
  private static final int FILE_TOO_LARGE = 128 + 25;

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

  /** The limit that it went over, if any. */
  Optional<Limit> limit() {
    return switch (end) {
      case EXITED -> exitCode.filter(it -> it == FILE_TOO_LARGE).map(_ -> Limit.FILE_SIZE);
      case TIMED_OUT -> Optional.of(Limit.TIME);
      case OUTPUT_LIMIT, RESOURCE_LIMIT -> breach.map(Breach::limit);
    };
  }

  /** What is to be said of the command, such as {@code ended with exit code 2}. */
  String describe(Duration timeout) {
    return switch (end) {
      case EXITED -> "ended with exit code " + exitCode.map(String::valueOf).orElse("unknown");
      case TIMED_OUT -> "did not end within " + Text.seconds(timeout) + " and was killed";
      case OUTPUT_LIMIT -> "wrote more than %s to its output and was killed".formatted(most());
      case RESOURCE_LIMIT -> "went over its limit of %s and was killed".formatted(most());
    };
  }

  /** What is kept of it for later. */
  StageLog log() {
    return new StageLog(stdout.end(), stderr.end());
  }

  private String most() {
    return breach.map(Breach::most).orElse("resources");
  }

  /**
   * What is kept of a stream.
   *
   * @param head its first part, at most 1 MiB
   * @param tail its last 100 lines, at most 64 KiB
   * @param end its last 64 KiB
   */
  record Output(String head, String tail, StageLog.Output end) {
    static final Output NONE = new Output("", "");

    /** For a stream of which that is all. */
    Output(String head, String tail) {
      this(head, tail, StageLog.Output.NONE);
    }

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
