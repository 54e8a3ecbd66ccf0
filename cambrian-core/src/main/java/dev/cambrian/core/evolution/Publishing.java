package dev.cambrian.core.evolution;

/**
 * What a promotion takes to be published: surer than a gate need be, and by more fresh trials than
 * it need have.
 */
public final class Publishing {
  /** The least P(better than the base), by {@link Gate#better}. */
  public static final double PROBABILITY = 0.95;

  /** The least fresh trials with a verdict of the mutant, and of the base. */
  public static final int FRESH_TRIALS = 5;

  private Publishing() {}

  /**
   * Whether a mutant that is promoted may be published.
   *
   * @param better P(better than the base), 0 to 1
   * @param fresh trials with a verdict of whichever of the two has fewer
   */
  public static boolean allows(double better, int fresh) {
    return better >= PROBABILITY && fresh >= FRESH_TRIALS;
  }
}
