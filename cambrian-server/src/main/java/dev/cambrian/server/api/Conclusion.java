package dev.cambrian.server.api;

import dev.cambrian.core.json.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * That what a server ran for is over, as whoever follows its events is told before it ends.
 *
 * @param complete whether it came to what it was for
 * @param sentence the same for people, one line; may hold the words of models
 */
public record Conclusion(boolean complete, String sentence) {
  /** The type of the message that tells it, which is none of an event of the history. */
  public static final String TYPE = "over";

  /** For programs. */
  public ObjectNode json() {
    return Json.object().put("complete", complete).put("sentence", sentence);
  }
}
