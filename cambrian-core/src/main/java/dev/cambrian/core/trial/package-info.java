/**
 * One trial of a spec: an answer asked for, judged and kept in files, so that it is never paid for
 * or judged a second time.
 */
@NullMarked
package dev.cambrian.core.trial;

import org.jspecify.annotations.NullMarked;
