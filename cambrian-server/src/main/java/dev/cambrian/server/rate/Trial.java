package dev.cambrian.server.rate;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One fresh first answer with its retries.
 *
 * @param number from 1
 * @param attempts in their order; empty where nothing is recorded
 */
public record Trial(
    int number,
    Path directory,
    List<TrialAttempt> attempts,
    Optional<Cause> cause,
    Optional<TrialReproduction> reproduction) {
  public Trial {
    attempts = List.copyOf(attempts);
  }

  /** The attempt that lives, if one does. */
  public Optional<TrialAttempt> viable() {
    return attempts.stream().filter(it -> it.ending() == TrialAttempt.Ending.VIABLE).findFirst();
  }

  /** Whether the first answer was viable as it came: neither repaired nor retried. */
  public boolean viableAtFirstTry() {
    return viableAfter(0) && attempts.getFirst().repairs() == 0;
  }

  /** Whether it was viable after so many retries or fewer, repairs of answers not counted. */
  public boolean viableAfter(int retries) {
    return viable().map(it -> it.number() <= retries + 1).orElse(false);
  }

  /** Whether that is known. */
  boolean tells(int retries) {
    return viable().isPresent() || (decided() && attempts.size() > retries);
  }

  /** Whether the first attempt and every one that was begun have their verdicts. */
  public boolean decided() {
    return !attempts.isEmpty()
        && attempts.stream().noneMatch(it -> it.ending() == TrialAttempt.Ending.OPEN);
  }

  /** Whether so many retries have nothing to add. */
  public boolean complete(int retries) {
    return decided() && (viable().isPresent() || attempts.size() > retries);
  }
}
