package dev.cambrian.core.spec;

/**
 * A part of a spec that evolution may never touch.
 *
 * @param beginLine line of the BEGIN marker, from 1
 * @param endLine line of the END marker
 * @param text the lines between the markers, each with its line end
 */
public record FrozenBlock(String name, int beginLine, int endLine, String text) {}
