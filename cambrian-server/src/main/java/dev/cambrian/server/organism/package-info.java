/** Promoted generations that run: their containers and processes, their door, their limits. */
@NullMarked
package dev.cambrian.server.organism;

import org.jspecify.annotations.NullMarked;
