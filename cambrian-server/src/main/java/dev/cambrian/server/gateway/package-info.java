/** The one door between an organism and a model: the Messages API in front of any provider. */
@NullMarked
package dev.cambrian.server.gateway;

import org.jspecify.annotations.NullMarked;
