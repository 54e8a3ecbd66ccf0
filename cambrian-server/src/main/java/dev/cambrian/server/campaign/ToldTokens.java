package dev.cambrian.server.campaign;

import tools.jackson.databind.node.ObjectNode;

/** Writes tokens where somebody told them: what nobody told is absent, and no zero. */
public final class ToldTokens {
  private static final String KNOWN = "tokens-known";

  private ToldTokens() {}

  /**
   * Writes {@code tokens}, a lower bound where not all were told, and {@code tokens-known}.
   *
   * @param known whether every provider told them
   */
  public static void put(ObjectNode json, long tokens, boolean known) {
    json.put("tokens", tokens).put(KNOWN, known);
    dropUnknown(json, "tokens");
  }

  /** Removes those members that are 0 from what says that not all are known. */
  static void dropUnknown(ObjectNode json, String... names) {
    if (json.get(KNOWN).booleanValue()) {
      return;
    }
    for (String name : names) {
      if (json.get(name).longValue() == 0) {
        json.remove(name);
      }
    }
  }
}
