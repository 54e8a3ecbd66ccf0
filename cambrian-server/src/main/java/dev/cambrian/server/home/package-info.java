/** The directory in which Cambrian keeps everything. */
@NullMarked
package dev.cambrian.server.home;

import org.jspecify.annotations.NullMarked;
