/** What is shown of the history, extracted once for tables, JSON and pages. */
@NullMarked
package dev.cambrian.server.view;

import org.jspecify.annotations.NullMarked;
