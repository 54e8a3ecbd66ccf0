package dev.cambrian.core.evolution;

/**
 * What edits do in a simulated world. Each spec has a true rate; an edit moves its log odds by
 * nothing, up or down, and the parent's rate is where it starts, so that edits add up along a line
 * of descent.
 *
 * @param leastBase the base's true rate lies evenly from here, 0 to 1
 * @param mostBase to here
 * @param helpful the share of edits that help
 * @param harmful the share that harm; what is left changes nothing
 * @param effect the mean size of a help, in log odds; sizes are exponentially distributed
 * @param harm the mean size of a harm
 * @param rejected the share of proposals that break a rule
 * @param drift what the model's change in mid-campaign adds to the log odds of every spec
 */
public record World(
    double leastBase,
    double mostBase,
    double helpful,
    double harmful,
    double effect,
    double harm,
    double rejected,
    double drift) {
  /** One edit in ten helps, four in ten harm, half of them change nothing. */
  public static final World DEFAULT = new World(0.5, 0.5, 0.1, 0.4, 0.8, 0.8, 0.1, 0);

  public World {
    boolean rates =
        leastBase > 0 && leastBase <= mostBase && mostBase < 1 && rejected >= 0 && rejected < 1;
    if (!rates || helpful < 0 || harmful < 0 || helpful + harmful > 1 || !(effect >= 0)) {
      throw new IllegalArgumentException("a rate or share does not lie between 0 and 1");
    }
  }

  /** One where no edit changes anything. */
  public World withoutEffects() {
    return new World(leastBase, mostBase, 0, 0, effect, harm, rejected, drift);
  }

  public World withBase(double rate) {
    return new World(rate, rate, helpful, harmful, effect, harm, rejected, drift);
  }

  public World withDrift(double other) {
    return new World(leastBase, mostBase, helpful, harmful, effect, harm, rejected, other);
  }
}
