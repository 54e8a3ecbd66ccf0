package dev.cambrian.core.spec;

import dev.cambrian.core.fuzz.Law;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.StrictJson;
import dev.cambrian.core.spec.StrictYaml.Scalars;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A YAML document, read both ways. */
final class YamlFuzz {
  private YamlFuzz() {}

  static void fuzz(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    Optional<JsonNode> texts = read(text, Scalars.TEXT);
    Optional<JsonNode> typed = read(text, Scalars.JSON);
    Law.holds(texts.isPresent() || typed.isEmpty(), "typed scalars read what plain ones do not");
    typed.ifPresent(
        node -> {
          Law.holds(depth(node) <= StrictYaml.MAX_DEPTH + 1, "too deep");
          String json = Json.write(node);
          Law.holds(StrictJson.read(json).equals(node), "it is no JSON in another dress");
          if (json.length() < 1000 && json.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            Law.holds(
                read(json, Scalars.JSON).filter(node::equals).isPresent(),
                "written as JSON it is other YAML: " + json);
          }
        });
  }

  private static Optional<JsonNode> read(String text, Scalars scalars) {
    try {
      return Optional.of(StrictYaml.read(text, scalars).root());
    } catch (MalformedYamlException e) {
      Law.isMessage(e.reason(), 400);
      long lines = text.chars().filter(c -> "\n\r\u0085\u2028\u2029".indexOf(c) >= 0).count() + 1;
      Law.holds(e.line() >= 1 && e.line() <= lines, "no such line: " + e.line());
      return Optional.empty();
    }
  }

  private static int depth(JsonNode node) {
    int deepest = 0;
    for (JsonNode child : node) {
      deepest = Math.max(deepest, depth(child));
    }
    return deepest + 1;
  }
}
