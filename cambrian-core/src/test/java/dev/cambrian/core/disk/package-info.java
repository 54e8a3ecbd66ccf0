@NullMarked
package dev.cambrian.core.disk;

import org.jspecify.annotations.NullMarked;
