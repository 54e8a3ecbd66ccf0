/** What a campaign can tell and what it will cost, before it is begun. */
@NullMarked
package dev.cambrian.server.plan;

import org.jspecify.annotations.NullMarked;
