package dev.cambrian.core.artifact;

import java.util.Optional;

/**
 * One thing that is wrong with an artifact or with a path of it.
 *
 * @param rule stable name in kebab-case
 * @param path the offending path, escaped to printable ASCII and cut
 * @param message one line that names the path where there is one
 */
public record ArtifactProblem(String rule, Optional<String> path, String message) {}
