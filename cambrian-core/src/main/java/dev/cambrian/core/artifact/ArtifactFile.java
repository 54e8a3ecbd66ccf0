package dev.cambrian.core.artifact;

/**
 * One file of a sealed artifact.
 *
 * @param path relative, by the rule of {@link ArtifactPath}
 * @param size in bytes
 * @param sha256 {@code sha256:} and 64 hex digits of its content
 */
public record ArtifactFile(String path, long size, String sha256) {}
