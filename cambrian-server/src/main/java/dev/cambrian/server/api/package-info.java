/** The Supervisor's HTTP interface: what it takes, how it answers and whom it lets in. */
@NullMarked
package dev.cambrian.server.api;

import org.jspecify.annotations.NullMarked;
