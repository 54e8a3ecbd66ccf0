package dev.cambrian.server.imports;

import dev.cambrian.core.history.Outcome;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an import did.
 *
 * @param files with generation records that were found
 * @param imported how many generations became history, by their outcome
 * @param known how many were here already
 * @param closed how many had waited for their end since an earlier import
 * @param unfinished how many are in progress where they grow, and were left out
 * @param renumbered the number there and the number here, where they differ
 * @param problems how many were told; 0 exactly when nothing was left out for being wrong
 * @param refused whether nothing was imported because of them
 */
public record ImportSummary(
    int files,
    Map<Outcome, Integer> imported,
    int known,
    int closed,
    int unfinished,
    SortedMap<Integer, Integer> renumbered,
    int problems,
    boolean refused) {

  public ImportSummary {
    imported = Collections.unmodifiableMap(new TreeMap<>(imported));
    renumbered = Collections.unmodifiableSortedMap(new TreeMap<>(renumbered));
  }

  /** How many generations became history. */
  public int total() {
    return imported.values().stream().mapToInt(Integer::intValue).sum();
  }
}
