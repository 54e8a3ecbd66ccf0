package dev.cambrian.core.json;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One of the project's JSON Schema files, and documents to hold it against. */
public final class SchemaFile {
  private static final List<JsonNode> ODD_VALUES = oddValues();

  private final Schema schema;
  private final JsonNode source;

  private SchemaFile(String name) {
    Path file = Path.of(System.getProperty("cambrian.root"), "schemas", name);
    try {
      source = Json.parse(Files.readAllBytes(file));
    } catch (IOException unreadable) {
      throw new AssertionError("no schema " + file, unreadable);
    }
    schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(source);
  }

  /** The file of that name under {@code schemas/}. */
  public static SchemaFile of(String name) {
    return new SchemaFile(name);
  }

  public boolean accepts(JsonNode document) {
    return schema.validate(document).isEmpty();
  }

  public JsonNode source() {
    return source;
  }

  /** Documents that differ from a good one in one member: gone, or with another value. */
  public static List<ObjectNode> mutations(ObjectNode good) {
    List<ObjectNode> mutations = new ArrayList<>();
    for (Map.Entry<String, JsonNode> member : List.copyOf(good.properties())) {
      String name = member.getKey();
      mutations.add(without(good, name));
      for (JsonNode odd : ODD_VALUES) {
        mutations.add(with(good, name, odd));
      }
      if (member.getValue() instanceof ObjectNode inner) {
        mutations(inner).forEach(mutated -> mutations.add(with(good, name, mutated)));
      }
      if (member.getValue().isArray() && member.getValue().path(0) instanceof ObjectNode inner) {
        mutations(inner)
            .forEach(
                mutated ->
                    mutations.add(
                        with(good, name, JsonNodeFactory.instance.arrayNode().add(mutated))));
      }
    }
    mutations.add(with(good, "unknown-member", JsonNodeFactory.instance.numberNode(1)));
    return mutations;
  }

  private static ObjectNode without(ObjectNode good, String name) {
    ObjectNode copy = good.deepCopy();
    copy.remove(name);
    return copy;
  }

  private static ObjectNode with(ObjectNode good, String name, JsonNode value) {
    ObjectNode copy = good.deepCopy();
    copy.set(name, value);
    return copy;
  }

  private static List<JsonNode> oddValues() {
    List<JsonNode> values = new ArrayList<>();
    for (String json :
        List.of(
            "null",
            "true",
            "false",
            "-1",
            "7.5",
            "2147483648",
            "9223372036854775808",
            "-9223372036854775809",
            "\"7\"",
            "\"\"",
            "\"sha256:" + "A".repeat(64) + "\"",
            "\"sha256:" + "a".repeat(63) + "\"",
            "\"TEST\"",
            "[]",
            "[7]",
            "{}")) {
      values.add(Json.parse(json));
    }
    return values;
  }
}
