package dev.cambrian.core.pipeline;

import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport.Diagnostics;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an informed retry tells the model of a failure.
 *
 * @param stage where the rig's run failed; absent where there was nothing to judge
 * @param files the failed code; empty where there was none
 */
record FailedGeneration(
    int generation,
    Optional<Stage> stage,
    String summary,
    Optional<Diagnostics> diagnostics,
    SortedMap<String, byte[]> files) {
  FailedGeneration {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  /** How far it came: nothing to judge, then the stages in their order. */
  int progress() {
    return stage.map(Stage::position).orElse(0);
  }
}
