package dev.cambrian.core.spec;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Puts the number of a generation into a contract. */
record GenerationSubstitution(int generation) {
  private static final String PLACEHOLDER = "$GENERATION";

  Contract apply(Contract contract) {
    Expectation expect = contract.expect();
    return new Contract(
        contract.name(),
        contract.method(),
        text(contract.path()),
        texts(contract.headers()),
        contract.body().map(this::json),
        new Expectation(
            expect.status(),
            expect.body().map(this::json),
            expect.bodyContains().map(this::text),
            expect.bodyHasKeys(),
            texts(expect.headers()),
            expect.contentType()));
  }

  private String text(String text) {
    return text.replace(PLACEHOLDER, Integer.toString(generation));
  }

  private Map<String, String> texts(Map<String, String> texts) {
    Map<String, String> replaced = new LinkedHashMap<>();
    texts.forEach((name, value) -> replaced.put(name, text(value)));
    return replaced;
  }

  private JsonNode json(JsonNode node) {
    if (node.isString()) {
      String text = node.stringValue();
      return text.equals(PLACEHOLDER)
          ? IntNode.valueOf(generation)
          : StringNode.valueOf(text(text));
    }
    if (node.isArray()) {
      ArrayNode replaced = JsonNodeFactory.instance.arrayNode();
      node.forEach(element -> replaced.add(json(element)));
      return replaced;
    }
    if (node.isObject()) {
      ObjectNode replaced = JsonNodeFactory.instance.objectNode();
      node.forEachEntry((name, value) -> replaced.set(name, json(value)));
      return replaced;
    }
    return node;
  }
}
