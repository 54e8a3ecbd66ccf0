/** The viability report and the seam behind which an artifact is judged. */
@NullMarked
package dev.cambrian.core.verdict;

import org.jspecify.annotations.NullMarked;
