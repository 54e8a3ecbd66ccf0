/** Verifications in containers: the daemon, the images, what runs and what is left behind. */
@NullMarked
package dev.cambrian.server.docker;

import org.jspecify.annotations.NullMarked;
