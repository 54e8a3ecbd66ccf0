package dev.cambrian.rig;

import dev.cambrian.core.verdict.CheckSet;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A judgement as the command line asks for it; what lies behind the paths is not looked at yet.
 *
 * @param artifact the directory to judge
 * @param spec the trusted specification
 * @param generation that the manifest must name, 0 for any
 * @param report where the report goes
 * @param baseline contracts that are evaluated for information
 * @param sets other contracts that are evaluated for information
 * @param underLoad whether the program is measured under load
 * @param json whether the report itself is printed
 */
record RigArguments(
    Path artifact,
    Path spec,
    int generation,
    Path report,
    Optional<Path> baseline,
    Map<CheckSet, Path> sets,
    boolean underLoad,
    Isolation isolation,
    IsolationPolicy policy,
    RigLimits limits,
    boolean json)
    implements RigCall {
  RigArguments {
    sets = Map.copyOf(sets);
    if (generation < 0) {
      throw new IllegalArgumentException("a generation must not be negative");
    }
  }
}
