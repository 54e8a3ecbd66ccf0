/** The genome: one Markdown file, its meaning-carrying blocks, contracts and lint. */
@NullMarked
package dev.cambrian.core.spec;

import org.jspecify.annotations.NullMarked;
