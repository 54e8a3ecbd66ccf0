/** What trials of a spec tell about it. */
@NullMarked
package dev.cambrian.core.evolution;

import org.jspecify.annotations.NullMarked;
