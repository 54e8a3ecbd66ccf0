/** The commands of {@code cambrian}. */
@NullMarked
package dev.cambrian.server.cli;

import org.jspecify.annotations.NullMarked;
