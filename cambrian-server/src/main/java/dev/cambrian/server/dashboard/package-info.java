/**
 * The dashboard: pages for people, rendered here and kept live by server-sent events. It shows what
 * the package {@code view} extracts, and everything that it shows is hostile.
 */
@NullMarked
package dev.cambrian.server.dashboard;

import org.jspecify.annotations.NullMarked;
