/** The dashboard as a real browser has it. */
@NullMarked
package dev.cambrian.server.browser;

import org.jspecify.annotations.NullMarked;
