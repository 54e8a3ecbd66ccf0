/** The loop that grows a generation: prompts, pure decisions and their effects. */
@NullMarked
package dev.cambrian.core.pipeline;

import org.jspecify.annotations.NullMarked;
