package dev.cambrian.core.history;

import java.util.Optional;
import java.util.UUID;

/**
 * Event ids that ascend with their positions, whichever process appends and whatever its clock
 * says. So an id that is greater than the last one is new, and no index is needed to know it.
 *
 * <p>The ids are UUIDv7 (RFC 9562, 5.7), kept monotonic as its section 6.2 allows: where the clock
 * gives none that is greater, the last id is counted up by one.
 */
final class EventIds {
  private static final long RANDOM_B = (1L << 62) - 1;
  private static final long RANDOM_A = (1L << 12) - 1;
  private static final long VERSION_7 = 7L << 12;
  private static final long VARIANT = 1L << 63;

  private EventIds() {}

  static UUID after(Optional<UUID> last, UUID fresh) {
    return last.filter(before -> compare(before, fresh) >= 0).map(EventIds::next).orElse(fresh);
  }

  /** As their texts compare; {@link UUID#compareTo} takes the halves for signed numbers. */
  static int compare(UUID one, UUID other) {
    int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
  }

  private static UUID next(UUID last) {
    long randomB = (last.getLeastSignificantBits() + 1) & RANDOM_B;
    long high = last.getMostSignificantBits();
    if (randomB == 0) {
      long randomA = (high + 1) & RANDOM_A;
      long milliseconds = (high >>> 16) + (randomA == 0 ? 1 : 0);
      high = milliseconds << 16 | VERSION_7 | randomA;
    }
    return new UUID(high, VARIANT | randomB);
  }
}
