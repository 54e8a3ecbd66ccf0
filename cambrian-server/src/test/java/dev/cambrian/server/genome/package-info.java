/** The genome says what the library does. */
@NullMarked
package dev.cambrian.server.genome;

import org.jspecify.annotations.NullMarked;
