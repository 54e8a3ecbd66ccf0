package dev.cambrian.core.evolution;

/**
 * The numbers by which a campaign is decided; they never change while it runs.
 *
 * @param gate the least P(better than base) with which a mutant is promoted, above 0.5 and below 1
 * @param expansion the tree grows when trials to the power of this reach its number of specs, above
 *     0, at most 1
 * @param confirmShare of the trials that confirm, 0 to 0.9
 * @param finalists mutants that are confirmed at most, at least 1
 * @param priorDifferent how likely, before any trial, a mutant differs from its base at all, above
 *     0, at most 1
 * @param growth how many times longer than the base a spec may be, at least 1
 * @param rejections proposals in a row that may be refused before the campaign proposes no more, at
 *     least 1
 * @param leastFresh of its confirming trials with a verdict that a mutant needs to be promoted by
 *     the tree, and the base beside it, at least 1; campaigns of the first engine asked for no more
 */
public record Rules(
    double gate,
    double expansion,
    double confirmShare,
    int finalists,
    double priorDifferent,
    double growth,
    int rejections,
    int leastFresh) {
  public static final Rules DEFAULT = new Rules(0.8, 0.6, 0.3, 3, 0.35, 1.5, 5, 3);

  public Rules {
    require(gate > 0.5 && gate < 1, "the gate lies above 0.5 and below 1");
    require(expansion > 0 && expansion <= 1, "the exponent lies above 0 and at most at 1");
    require(confirmShare >= 0 && confirmShare <= 0.9, "a share lies from 0 to 0.9");
    require(finalists >= 1, "at least one mutant is confirmed");
    require(priorDifferent > 0 && priorDifferent <= 1, "a probability lies above 0, at most at 1");
    require(growth >= 1 && growth <= 100, "a spec may become 1 to 100 times as long");
    require(rejections >= 1, "at least one proposal may be refused");
    require(leastFresh >= 1, "at least one fresh trial is asked for");
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException(what);
    }
  }

  public Rules withGate(double other) {
    return new Rules(
        other, expansion, confirmShare, finalists, priorDifferent, growth, rejections, leastFresh);
  }
}
