package dev.cambrian.core.history;

import java.util.Optional;

/**
 * What the fold knows of a generation.
 *
 * @param openRun id of the verification that has begun and not ended
 */
record GenerationState(GenerationRecord record, Optional<String> openRun) {}
