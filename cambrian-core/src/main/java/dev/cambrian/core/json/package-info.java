/** One way to read and write JSON: strict for what comes from outside. */
@NullMarked
package dev.cambrian.core.json;

import org.jspecify.annotations.NullMarked;
