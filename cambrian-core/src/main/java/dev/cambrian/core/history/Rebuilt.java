package dev.cambrian.core.history;

/**
 * What a rebuild of the projections went through.
 *
 * @param events that were read
 * @param generations that they tell of
 */
public record Rebuilt(long events, long generations) {}
