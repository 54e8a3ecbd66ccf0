package dev.cambrian.core.examine;

import dev.cambrian.core.spec.Contract;
import java.util.List;

/**
 * A contract that code broke, and what fresh readers of the spec say of it.
 *
 * @param readings one of each reader
 */
public record Violation(Contract contract, List<Reading> readings) {
  public Violation {
    readings = List.copyOf(readings);
  }

  /** How many agree that the spec demands what the code broke. */
  public int agreeing() {
    return (int) readings.stream().filter(Reading::agrees).count();
  }

  /** Whether the code is wrong, as far as readers can tell. */
  public boolean confirmed() {
    return agreeing() >= RedTeam.AGREEING;
  }

  /**
   * How code bore an attack: the share of contracts that found nothing which readers confirm, from
   * 0 to 1. It depends on how good the attack was, so it compares code under one model alone.
   *
   * @param contracts that were run, at least 1
   */
  public static double score(int contracts, List<Violation> violations) {
    long confirmed = violations.stream().filter(Violation::confirmed).count();
    return 1 - (double) confirmed / contracts;
  }
}
