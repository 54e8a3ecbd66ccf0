/** The walls around the module. */
@NullMarked
package dev.cambrian.server.architecture;

import org.jspecify.annotations.NullMarked;
