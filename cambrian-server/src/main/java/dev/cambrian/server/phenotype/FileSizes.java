package dev.cambrian.server.phenotype;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Notes of files that most have how large they are: against the median of those that have them. */
final class FileSizes {
  private FileSizes() {}

  /**
   * Adds to each what it has.
   *
   * @param traits of the offspring, in the same order
   */
  static void add(List<Offspring> offspring, List<Traits> traits) {
    SortedMap<String, List<Integer>> sizes = new TreeMap<>();
    for (Offspring each : offspring) {
      each.files()
          .forEach(
              (path, content) ->
                  sizes.computeIfAbsent(path, _ -> new ArrayList<>()).add(content.length));
    }
    sizes.forEach((_, all) -> Collections.sort(all));
    for (int i = 0; i < offspring.size(); i++) {
      Traits each = traits.get(i);
      offspring
          .get(i)
          .files()
          .forEach(
              (path, content) -> {
                List<Integer> all = sizes.getOrDefault(path, List.of());
                if (2 * all.size() > offspring.size()) {
                  int median = all.get(all.size() / 2);
                  each.add(
                      Kind.FILE,
                      "size of " + path,
                      against(content.length, median),
                      path,
                      0,
                      Set.of());
                }
              });
    }
  }

  private static String against(long size, long median) {
    if (2 * size < median) {
      return "under half of %d bytes, the median".formatted(median);
    }
    return size > 2 * median
        ? "over twice %d bytes, the median".formatted(median)
        : "about %d bytes, the median".formatted(median);
  }
}
