/**
 * The host's side of reproduction: takes in what organisms grow, has it judged, promotes and rolls
 * back, and survives its own end. It knows no HTTP.
 */
@NullMarked
package dev.cambrian.server.supervisor;

import org.jspecify.annotations.NullMarked;
