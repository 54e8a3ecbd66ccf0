/** The test rig: takes an artifact and a spec, gives a viability report. */
@NullMarked
package dev.cambrian.rig;

import org.jspecify.annotations.NullMarked;
