/** The cambrian command and what it needs of the outside world. */
@NullMarked
package dev.cambrian.server;

import org.jspecify.annotations.NullMarked;
