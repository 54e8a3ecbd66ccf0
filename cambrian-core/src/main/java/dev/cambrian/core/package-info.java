/** The library: from a specification to a verified, promoted generation. */
@NullMarked
package dev.cambrian.core;

import org.jspecify.annotations.NullMarked;
