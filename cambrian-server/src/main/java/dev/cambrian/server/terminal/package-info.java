/** What a person sees: text made safe for a screen, tables, and the progress of a growth. */
@NullMarked
package dev.cambrian.server.terminal;

import org.jspecify.annotations.NullMarked;
