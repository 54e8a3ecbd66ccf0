package dev.cambrian.core.artifact;

import dev.cambrian.core.json.Quote;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The members of one object of a manifest, with strict types. */
record Members(String place, ObjectNode object) {
  /** The greatest integer that every JSON reader keeps exact. */
  static final long MAX_SAFE_INTEGER = (1L << 53) - 1;

  static Members of(JsonNode node, String place) {
    if (!(node instanceof ObjectNode object)) {
      throw new ManifestException(place + " must be an object");
    }
    return new Members(place, object);
  }

  Members object(String name) {
    return of(required(name), name);
  }

  String text(String name) {
    return asText(name, required(name));
  }

  Optional<String> optionalText(String name) {
    return Optional.ofNullable(object.get(name)).map(node -> asText(name, node));
  }

  long integer(String name, long min, long max) {
    JsonNode node = required(name);
    if (!node.isIntegralNumber()
        || !node.canConvertToLong()
        || node.longValue() < min
        || node.longValue() > max) {
      throw wrong(name, "must be an integer from " + min + " to " + max);
    }
    return node.longValue();
  }

  String hash(String name) {
    String hash = text(name);
    if (!isHash(hash)) {
      throw wrong(name, "must be sha256: and 64 lower-case hex digits, not " + Quote.of(hash, 80));
    }
    return hash;
  }

  List<String> distinctTexts(String name) {
    List<String> texts = texts(name, required(name));
    Set<String> seen = new HashSet<>();
    for (String text : texts) {
      if (!seen.add(text)) {
        throw wrong(name, "names " + Quote.of(text, 100) + " twice");
      }
    }
    return texts;
  }

  Optional<List<String>> optionalTexts(String name) {
    return Optional.ofNullable(object.get(name)).map(node -> texts(name, node));
  }

  ManifestException wrong(String name, String what) {
    return new ManifestException((place.isEmpty() ? name : place + "." + name) + " " + what);
  }

  private List<String> texts(String name, JsonNode node) {
    if (!node.isArray()) {
      throw wrong(name, "must be an array of texts");
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode element : node) {
      texts.add(asText(name, element));
    }
    return texts;
  }

  private String asText(String name, JsonNode node) {
    if (!node.isString() || node.stringValue().isBlank()) {
      throw wrong(name, "must be text that is not blank");
    }
    return node.stringValue();
  }

  private JsonNode required(String name) {
    JsonNode node = object.get(name);
    if (node == null) {
      throw wrong(name, "is missing");
    }
    return node;
  }

  private static boolean isHash(String text) {
    return text.length() == 71
        && text.startsWith("sha256:")
        && text.chars().skip(7).allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }
}
