package dev.cambrian.rig;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A judgement as the command line asks for it; what lies behind the paths is not looked at yet.
 *
 * @param artifact the directory to judge
 * @param spec the trusted specification
 * @param generation that the manifest must name, 0 for any
 * @param report where the report goes
 * @param baseline contracts that are evaluated for information
 * @param json whether the report itself is printed
 */
record RigArguments(
    Path artifact,
    Path spec,
    int generation,
    Path report,
    Optional<Path> baseline,
    Isolation isolation,
    IsolationPolicy policy,
    RigLimits limits,
    boolean json)
    implements RigCall {
  RigArguments {
    if (generation < 0) {
      throw new IllegalArgumentException("a generation must not be negative");
    }
  }
}
