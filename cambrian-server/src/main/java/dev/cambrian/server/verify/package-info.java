/** Follows the history from its digest chain through blobs, artifacts and git to the reports. */
@NullMarked
package dev.cambrian.server.verify;

import org.jspecify.annotations.NullMarked;
