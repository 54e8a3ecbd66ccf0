package dev.cambrian.core.evolution;

import java.util.SplittableRandom;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ChengBetaSampler;

/** Random choices of one decision: the same seed and number give the same. */
final class Draws {
  private final SplittableRandom random;
  private final UniformRandomProvider provider;

  /**
   * @param decision how many decisions were made before this one
   */
  Draws(long seed, long decision) {
    // Neighbouring seeds and numbers must not give the same streams.
    random = new SplittableRandom(new SplittableRandom(seed).nextLong() + decision);
    provider = random::nextLong;
  }

  double beta(double alpha, double beta) {
    return ChengBetaSampler.of(provider, alpha, beta).sample();
  }

  /** 0 to {@code bound - 1}. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  boolean coin() {
    return random.nextBoolean();
  }
}
