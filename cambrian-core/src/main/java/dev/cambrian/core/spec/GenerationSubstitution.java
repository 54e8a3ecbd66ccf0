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
    return switch (node) {
      case StringNode string when string.stringValue().equals(PLACEHOLDER) ->
          IntNode.valueOf(generation);
      case StringNode string -> StringNode.valueOf(text(string.stringValue()));
      case ArrayNode array -> {
        ArrayNode replaced = JsonNodeFactory.instance.arrayNode();
        array.forEach(element -> replaced.add(json(element)));
        yield replaced;
      }
      case ObjectNode object -> {
        ObjectNode replaced = JsonNodeFactory.instance.objectNode();
        object
            .properties()
            .forEach(member -> replaced.set(member.getKey(), json(member.getValue())));
        yield replaced;
      }
      default -> node;
    };
  }
}
