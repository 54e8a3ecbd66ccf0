package dev.cambrian.server.bench;

import java.util.List;

/**
 * How much is measured.
 *
 * @param generations of the small, the middle and the large history; ten events each on average
 * @param appendRounds in which every history and its bare file take turns
 * @param reads of each kind and history
 * @param rebuilds of the large history
 * @param verifications of the rig's trivial artifact
 */
record Scale(
    List<Integer> generations, int appendRounds, int reads, int rebuilds, int verifications) {
  static final Scale FULL = new Scale(List.of(10, 1_000, 10_000), 200, 600, 3, 15);
  static final Scale QUICK = new Scale(List.of(10, 60, 200), 3, 60, 1, 2);

  Scale {
    generations = List.copyOf(generations);
  }

  int largest() {
    return generations.getLast();
  }
}
