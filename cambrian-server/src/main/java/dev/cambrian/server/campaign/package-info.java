/** Campaigns that run inside a server: begun, steered and gone on with over HTTP. */
@NullMarked
package dev.cambrian.server.campaign;

import org.jspecify.annotations.NullMarked;
