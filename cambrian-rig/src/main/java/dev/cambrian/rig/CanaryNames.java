package dev.cambrian.rig;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Names and numbers of one run, which no artifact can know when it is written. */
final class CanaryNames {
  private static final int LETTERS = 10;

  private final RandomGenerator random = new SecureRandom();

  /** Lower-case letters; too long to be a word that a language has taken. */
  String word() {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < LETTERS; i++) {
      word.append((char) ('a' + random.nextInt(26)));
    }
    return word.toString();
  }

  String capitalised() {
    String word = word();
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  /** Of five digits. */
  int number() {
    return 10_000 + random.nextInt(90_000);
  }

  /**
   * Two names with the same beginning.
   *
   * @param file where the tests stand, or will
   */
  CanaryTests.Pair pair(String prefix, String file) {
    String one = word();
    String other = word();
    boolean ordered = one.compareTo(other) < 0;
    // Runners that go by the name come to the passing one first, also where a failure ends them.
    return new CanaryTests.Pair(
        prefix + (ordered ? one : other), prefix + (ordered ? other : one), file);
  }
}
