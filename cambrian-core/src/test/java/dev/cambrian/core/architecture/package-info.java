/** The walls between the packages of the core. */
@NullMarked
package dev.cambrian.core.architecture;

import org.jspecify.annotations.NullMarked;
