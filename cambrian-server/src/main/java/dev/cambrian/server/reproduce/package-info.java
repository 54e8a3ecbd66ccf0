/**
 * Reproduction: a genome is grown, its generation grows the next one by itself, and the last of the
 * line grows something else.
 */
@NullMarked
package dev.cambrian.server.reproduce;

import org.jspecify.annotations.NullMarked;
