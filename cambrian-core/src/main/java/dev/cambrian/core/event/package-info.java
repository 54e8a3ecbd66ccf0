/** What happened: immutable events, their envelope and their stored form. */
@NullMarked
package dev.cambrian.core.event;

import org.jspecify.annotations.NullMarked;
