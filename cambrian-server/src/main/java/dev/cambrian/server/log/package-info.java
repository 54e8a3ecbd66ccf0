/** What the Supervisor's log says and how. */
@NullMarked
package dev.cambrian.server.log;

import org.jspecify.annotations.NullMarked;
