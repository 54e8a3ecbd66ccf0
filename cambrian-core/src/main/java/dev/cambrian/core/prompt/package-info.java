/** What every text to a model is made with: templates, and the fences around foreign text. */
@NullMarked
package dev.cambrian.core.prompt;

import org.jspecify.annotations.NullMarked;
