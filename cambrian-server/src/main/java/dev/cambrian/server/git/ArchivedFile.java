package dev.cambrian.server.git;

/**
 * One file of an archived generation.
 *
 * @param path relative, {@code /}-separated
 * @param size in bytes
 * @param blob git's own name of the content, 40 hex digits
 */
public record ArchivedFile(String path, long size, String blob) {}
