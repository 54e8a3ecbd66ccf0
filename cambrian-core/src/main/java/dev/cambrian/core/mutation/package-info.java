/** How a spec is made from another: its sections, what may be changed in them, and who is asked. */
@NullMarked
package dev.cambrian.core.mutation;

import org.jspecify.annotations.NullMarked;
