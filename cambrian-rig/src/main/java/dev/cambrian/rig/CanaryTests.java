package dev.cambrian.rig;

import java.util.List;
import java.util.Map;

/**
 * Tests that the rig adds to an artifact's own.
 *
 * @param files to write, by their paths in the tests' directory; some are the artifact's own with
 *     more at the end
 */
record CanaryTests(List<Pair> pairs, Map<String, byte[]> files) {
  CanaryTests {
    pairs = List.copyOf(pairs);
    files = Map.copyOf(files);
  }

  /**
   * Two tests side by side.
   *
   * @param passing the name of the one that must pass
   * @param failing the name of the one that must fail
   * @param file that they stand in
   */
  record Pair(String passing, String failing, String file) {}
}
