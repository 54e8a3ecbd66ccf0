/** The code of every generation in one bare git repository, written and read without a checkout. */
@NullMarked
package dev.cambrian.server.git;

import org.jspecify.annotations.NullMarked;
