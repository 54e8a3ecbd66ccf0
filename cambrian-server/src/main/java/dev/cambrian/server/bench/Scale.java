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
 * @param parallel verifications of the Java artifact, sequentially and side by side
 * @param soak verifications in a row
 * @param loadMillis of every load on a server
 * @param exchanges of each kind with a server, one after the other
 * @param visits of a page by a browser
 * @param openPages that a server has to bear
 * @param pairs of rounds with and without them
 * @param spawns of each such round
 */
record Scale(
    List<Integer> generations,
    int appendRounds,
    int reads,
    int rebuilds,
    int verifications,
    int parallel,
    int soak,
    int loadMillis,
    int exchanges,
    int visits,
    int openPages,
    int pairs,
    int spawns) {
  static final Scale FULL =
      new Scale(List.of(10, 1_000, 10_000), 200, 600, 3, 15, 8, 200, 4_000, 100, 20, 200, 30, 8);
  static final Scale QUICK = new Scale(List.of(10, 60, 200), 3, 60, 1, 2, 2, 2, 200, 4, 2, 5, 1, 2);

  Scale {
    generations = List.copyOf(generations);
  }

  int largest() {
    return generations.getLast();
  }
}
