/**
 * Checks beside the verdict that models write: an examiner, a red team with fresh readings of the
 * spec, checks against what failed before; and the tiers that open one after the other.
 */
@NullMarked
package dev.cambrian.core.examine;

import org.jspecify.annotations.NullMarked;
