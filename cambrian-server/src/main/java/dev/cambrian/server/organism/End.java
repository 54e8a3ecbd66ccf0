package dev.cambrian.server.organism;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * How an organism came to its end.
 *
 * @param exitCode of its command, where that ended
 */
record End(StopReason reason, Optional<Integer> exitCode, OptionalLong peakMemoryBytes) {
  static End of(StopReason reason) {
    return new End(reason, Optional.empty(), OptionalLong.empty());
  }

  End because(StopReason other) {
    return new End(other, exitCode, peakMemoryBytes);
  }
}
