package dev.cambrian.core.event;

import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the data of one schema version of an event type into that of the next, so that what was
 * stored once decodes for ever.
 */
@FunctionalInterface
interface Upcaster {
  /** May change and answer {@code data} itself. */
  ObjectNode upcast(ObjectNode data);
}
