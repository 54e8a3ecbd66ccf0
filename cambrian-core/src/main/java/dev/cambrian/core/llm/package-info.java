/** Models: one interface, five providers, recordings, prices and budgets. */
@NullMarked
package dev.cambrian.core.llm;

import org.jspecify.annotations.NullMarked;
