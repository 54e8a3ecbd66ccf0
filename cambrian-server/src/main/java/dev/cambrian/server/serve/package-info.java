/**
 * Puts the Supervisor together: generations, organisms, the gateway and the API in front of them.
 */
@NullMarked
package dev.cambrian.server.serve;

import org.jspecify.annotations.NullMarked;
