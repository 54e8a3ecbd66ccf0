/** The walls around the module. */
@NullMarked
package dev.cambrian.rig.architecture;

import org.jspecify.annotations.NullMarked;
