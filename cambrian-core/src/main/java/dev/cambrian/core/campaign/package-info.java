/** Runs campaigns: trials and proposals as the rules of {@code evolution} want them, as events. */
@NullMarked
package dev.cambrian.core.campaign;

import org.jspecify.annotations.NullMarked;
