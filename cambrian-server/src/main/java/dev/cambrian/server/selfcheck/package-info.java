/** What any user can run to learn whether this machine isolates as promised. */
@NullMarked
package dev.cambrian.server.selfcheck;

import org.jspecify.annotations.NullMarked;
