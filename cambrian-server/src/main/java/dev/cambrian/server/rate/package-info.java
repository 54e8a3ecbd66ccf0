/** Trials of a spec, as files, and the rates that they tell. */
@NullMarked
package dev.cambrian.server.rate;

import org.jspecify.annotations.NullMarked;
