/** Runs the fuzz targets of all modules. */
@NullMarked
package dev.cambrian.rig.fuzz;

import org.jspecify.annotations.NullMarked;
