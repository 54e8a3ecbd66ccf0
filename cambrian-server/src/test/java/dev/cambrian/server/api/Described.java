package dev.cambrian.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.cambrian.core.json.Json;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Calls as a server's OpenAPI document describes them. */
record Described(ObjectNode document) {

  /** Each as {@code get /stats}. */
  SortedSet<String> calls() {
    SortedSet<String> calls = new TreeSet<>();
    document
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .propertyNames()
                    .forEach(method -> calls.add(method + " " + path.getKey())));
    return calls;
  }

  /**
   * An answer has the status, the type and the form that the document says.
   *
   * @param call with the status, as {@code get /stats 200}
   */
  void agrees(String call, Answer answer) {
    String[] parts = call.split(" ", 3);
    assertThat(answer.status()).as(call + answer.text()).isEqualTo(Integer.parseInt(parts[2]));
    JsonNode responses = document.get("paths").get(parts[1]).get(parts[0]).get("responses");
    JsonNode described =
        responses.has(parts[2]) ? responses.get(parts[2]) : responses.get("default");
    if (!described.has("content")) {
      assertThat(answer.body()).as(call).isEmpty();
      return;
    }
    String type = answer.header("content-type").replaceFirst(";.*", "");
    assertThat(described.get("content").propertyNames()).as(call).containsExactly(type);
    JsonNode schema = described.get("content").get(type).path("schema");
    if (!schema.isMissingNode()) {
      assertThat(schema(schema.get("$ref").stringValue()).validate(answer.json()))
          .as(call)
          .isEmpty();
    }
  }

  private Schema schema(String reference) {
    ObjectNode whole = Json.object().put("$ref", reference);
    whole.set("components", document.get("components"));
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(whole);
  }
}
