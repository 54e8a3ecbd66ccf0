/** Where the viable offspring of one spec differ, and which of its sections leave that open. */
@NullMarked
package dev.cambrian.server.phenotype;

import org.jspecify.annotations.NullMarked;
