package dev.cambrian.rig;

import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.verdict.Baseline;
import dev.cambrian.core.verdict.Measures;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the rig is told to judge.
 *
 * @param generation 0 where the artifact is judged alone
 * @param artifactHash that it must have; absent where its manifest's own word is checked only
 * @param spec the trusted one
 * @param baseline contracts that are evaluated for information
 * @param measures what it is measured by besides, for information too
 */
record Assignment(
    int generation,
    Path artifact,
    Optional<String> artifactHash,
    Spec spec,
    Baseline baseline,
    Measures measures) {}
