package dev.cambrian.server.supervisor;

import java.util.Optional;

/**
 * What {@code POST /spawn} asks for.
 *
 * @param generation at least 1
 * @param artifactPath relative to the caller's root, {@code /}-separated
 * @param specHash {@code sha256:} and 64 hex digits
 */
public record SpawnOrder(
    int generation, String artifactPath, String specHash, Optional<String> campaignId) {}
