package dev.cambrian.server.phenotype;

import dev.cambrian.core.verdict.ViabilityReport;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A viable artifact.
 *
 * @param name unique among those that are compared, such as {@code generation 7}
 * @param files without the spec's copy and the manifest; their names and contents are hostile text
 * @param report that calls it viable, where it is kept
 */
public record Offspring(
    String name, SortedMap<String, byte[]> files, Optional<ViabilityReport> report) {
  public Offspring {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }
}
