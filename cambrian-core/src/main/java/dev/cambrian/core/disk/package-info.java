/** Directories that outlive no process for long. */
@NullMarked
package dev.cambrian.core.disk;

import org.jspecify.annotations.NullMarked;
