package dev.cambrian.core.history;

import java.util.Optional;

/**
 * What the fold knows of a generation.
 *
 * @param openRun id of the verification that has begun and not ended
 */
record GenerationState(GenerationRecord record, Optional<String> openRun) {
  /** Whether the two tell the same of a generation but for the version. */
  boolean saysTheSameAs(GenerationState other) {
    GenerationRecord here = new RecordChange(record, other.record().version()).record();
    return here.equals(other.record()) && openRun.equals(other.openRun());
  }
}
