/** The only truth: the append-only event store, its projections, blobs and digest chain. */
@NullMarked
package dev.cambrian.core.history;

import org.jspecify.annotations.NullMarked;
