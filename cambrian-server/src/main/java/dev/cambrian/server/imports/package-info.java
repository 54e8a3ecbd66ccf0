/** Makes what the field's first system left on disk and in git into history of a home. */
@NullMarked
package dev.cambrian.server.imports;

import org.jspecify.annotations.NullMarked;
