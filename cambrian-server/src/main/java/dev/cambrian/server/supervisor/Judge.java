package dev.cambrian.server.supervisor;

import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.verdict.LastingRuns;
import dev.cambrian.core.verdict.Verifier;
import java.util.Optional;
import java.util.function.Function;

/**
 * What judges the artifacts of a server.
 *
 * @param verifier bounded to what the machine can carry at once
 * @param runs of the verifier that outlive a process
 * @param once the same for what is not taken up by another process
 * @param refusal why an artifact of that spec cannot be judged now, in one line that says what
 *     mends it; empty where it can
 */
public record Judge(
    Verifier verifier, LastingRuns runs, Verifier once, Function<Spec, Optional<String>> refusal) {
  /** The isolation of a verifier that never runs anything. */
  public static final String NOTHING_RUN = "nothing is run";

  /** One whose runs end with their process. */
  public static Judge of(Verifier verifier, Function<Spec, Optional<String>> refusal) {
    return new Judge(verifier, LastingRuns.NONE, verifier, refusal);
  }
}
