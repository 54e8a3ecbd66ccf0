/** Measures what Cambrian promises to be: {@code cambrian bench}. */
@NullMarked
package dev.cambrian.server.bench;

import org.jspecify.annotations.NullMarked;
