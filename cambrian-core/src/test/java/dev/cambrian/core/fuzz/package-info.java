/** What the fuzz targets of all packages share, and the replay of their corpus. */
@NullMarked
package dev.cambrian.core.fuzz;

import org.jspecify.annotations.NullMarked;
