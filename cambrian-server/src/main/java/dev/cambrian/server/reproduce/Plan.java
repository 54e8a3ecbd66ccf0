package dev.cambrian.server.reproduce;

import dev.cambrian.core.spec.Spec;
import java.nio.file.Path;

/**
 * What a chain grows: first the core from the genome, then each generation the next, in the last
 * step from another spec.
 *
 * @param genomeFile where the genome lies
 * @param lastFile where the last spec lies
 * @param depth how many generations, at least 2
 */
public record Plan(Spec genome, Path genomeFile, Spec last, Path lastFile, int depth) {
  public Plan {
    if (depth < 2) {
      throw new IllegalArgumentException("a chain has at least two generations");
    }
    genomeFile = genomeFile.toAbsolutePath().normalize();
    lastFile = lastFile.toAbsolutePath().normalize();
  }

  /** What the generation of a step is grown from. */
  public Spec spec(int step) {
    return step == depth ? last : genome;
  }

  Path file(int step) {
    return step == depth ? lastFile : genomeFile;
  }

  /** Which {@code generate} of its spec the first request of a step is. */
  public int ordinal(int step) {
    return step == depth && !last.hash().equals(genome.hash()) ? 1 : step;
  }
}
