package dev.cambrian.server.selfcheck;

import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.rig.RigLimits;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One kind of isolation that fixtures run in. Several threads use it at once. */
interface VerifierSource extends AutoCloseable {
  /** Its name, as in a report. */
  String isolation();

  /** Why no command can be run here, in one line that names what mends it. */
  Optional<String> refusal();

  /** What fixtures may need and have here. */
  Set<Need> provides();

  /** The program that this spec's commands lack here, in one line. */
  Optional<String> missing(Spec spec);

  /** One that judges with those limits; where commands are refused, what ends before any. */
  Verifier verifier(RigLimits limits);

  /**
   * What is still there of the runs that have ended: processes, directories, containers, each in a
   * few words.
   */
  List<String> leftovers();

  @Override
  default void close() {}
}
