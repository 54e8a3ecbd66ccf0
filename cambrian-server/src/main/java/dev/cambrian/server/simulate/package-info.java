/** Tells what simulated campaigns came to. */
@NullMarked
package dev.cambrian.server.simulate;

import org.jspecify.annotations.NullMarked;
