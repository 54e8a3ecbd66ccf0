package dev.cambrian.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.cambrian.core.json.Json;
import dev.cambrian.server.supervisor.GrownArtifact;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The document says what the server does. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class OpenApiTest {
  @TempDir Path directory;
  private ServerFixture server;
  private ObjectNode document;

  @BeforeEach
  void start() {
    server = ServerFixture.in(directory);
    document = (ObjectNode) server.get("/openapi.json").ok().json();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** What OpenAPI 3.1 demands of the objects that are used here. */
  private static final String STRUCTURE =
      """
      {
        "type": "object", "required": ["openapi", "info", "paths"],
        "properties": {
          "openapi": {"pattern": "^3\\\\.1\\\\.[0-9]+$"},
          "info": {"required": ["title", "version"],
            "properties": {"title": {"type": "string"}, "version": {"type": "string"}}},
          "paths": {"type": "object", "minProperties": 1, "propertyNames": {"pattern": "^/[^<>]*$"},
            "additionalProperties": {"type": "object", "minProperties": 1,
              "propertyNames": {"enum": ["get", "put", "post", "delete", "options", "head", "patch", "trace"]},
              "additionalProperties": {"$ref": "#/$defs/operation"}}},
          "components": {"type": "object", "properties": {
            "schemas": {"type": "object", "propertyNames": {"pattern": "^[a-zA-Z0-9._-]+$"},
              "additionalProperties": {"$ref": "https://json-schema.org/draft/2020-12/schema"}},
            "securitySchemes": {"additionalProperties": {"required": ["type", "scheme"]}}}}
        },
        "additionalProperties": false,
        "$defs": {
          "operation": {"type": "object", "required": ["summary", "responses"],
            "properties": {
              "summary": {"type": "string", "minLength": 5},
              "parameters": {"type": "array", "minItems": 1, "items": {
                "type": "object", "required": ["name", "in", "schema", "description", "required"],
                "properties": {"in": {"enum": ["path", "query", "header"]}},
                "if": {"properties": {"in": {"const": "path"}}},
                "then": {"properties": {"required": {"const": true}}}}},
              "requestBody": {"type": "object", "required": ["content"],
                "properties": {"content": {"$ref": "#/$defs/content"}}},
              "responses": {"type": "object", "minProperties": 1,
                "propertyNames": {"pattern": "^([1-5][0-9][0-9]|default)$"},
                "additionalProperties": {"type": "object", "required": ["description"],
                  "properties": {"description": {"type": "string"}, "content": {"$ref": "#/$defs/content"}},
                  "additionalProperties": false}},
              "security": {"type": "array"}
            },
            "additionalProperties": false},
          "content": {"type": "object", "minProperties": 1, "additionalProperties": {
            "type": "object", "properties": {"schema": {
              "required": ["$ref"], "properties": {"$ref": {"pattern": "^#/components/schemas/"}}}},
            "additionalProperties": false}}
        }
      }
      """;

  @Test
  void it_is_openapi_3_1() {
    Schema structure =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Json.parse(STRUCTURE));

    assertThat(structure.validate(document)).isEmpty();
    references(document)
        .forEach(it -> assertThat(document.at(it.substring(1)).isMissingNode()).as(it).isFalse());
  }

  private static List<String> references(JsonNode node) {
    List<String> found = new ArrayList<>();
    if (node.has("$ref")) {
      found.add(node.get("$ref").stringValue());
    }
    node.forEach(inner -> found.addAll(references(inner)));
    return found;
  }

  @Test
  void every_call_of_the_table_is_in_it_with_the_parameters_of_its_path() {
    var expected = new TreeSet<String>();
    for (Route route :
        Routes.of(server.supervisor, ApiLimits.STANDARD, java.util.Optional.empty())) {
      expected.add(
          route.method().name().toLowerCase(Locale.ROOT)
              + " "
              + route.path().replace('<', '{').replace('>', '}'));
    }
    var described = new TreeSet<String>();
    document
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        operation -> {
                          described.add(operation.getKey() + " " + path.getKey());
                          assertThat(inPath(operation.getValue()))
                              .isEqualTo(inBraces(path.getKey()));
                        }));

    assertThat(described).isEqualTo(expected).hasSizeGreaterThan(10);
  }

  private static List<String> inPath(JsonNode operation) {
    List<String> names = new ArrayList<>();
    operation
        .path("parameters")
        .forEach(
            it -> {
              if (it.get("in").stringValue().equals("path")) {
                names.add(it.get("name").stringValue());
              }
            });
    return names;
  }

  private static List<String> inBraces(String path) {
    Matcher names = Pattern.compile("\\{([^}]+)}").matcher(path);
    return names.results().map(it -> it.group(1)).toList();
  }

  @Test
  void every_call_answers_as_it_says() {
    server.judged(GrownArtifact.of(1, "viable").withCampaign("a"));
    server.judged(2, "non-viable");
    Map<String, Answer> answers = new LinkedHashMap<>();
    answers.put(
        "post /spawn 200", server.post("/spawn", server.written(GrownArtifact.of(3, "viable"))));
    server.awaited(3);
    answers.put("post /spawn 409", server.post("/spawn", ServerFixture.spawn(3, "gen-3")));
    answers.put("post /spawn 413", server.post("/spawn", " ".repeat(2 << 20)));
    answers.put("post /spawn 400", server.post("/spawn", "{}"));
    answers.put("post /promote 200", server.post("/promote", ServerFixture.choice(1)));
    answers.put("post /promote 409", server.post("/promote", ServerFixture.choice(2)));
    answers.put("post /promote 404", server.post("/promote", ServerFixture.choice(9)));
    answers.put("post /rollback 200", server.post("/rollback", ServerFixture.choice(2)));
    answers.put("post /rollback 409", server.post("/rollback", ServerFixture.choice(1)));
    answers.put("post /rollback 404", server.post("/rollback", ServerFixture.choice(9)));
    answers.put("get /healthz 200", server.get("/healthz"));
    answers.put("get /stats 200", server.get("/stats"));
    answers.put("get /versions 200", server.get("/versions"));
    answers.put("get /versions 400", server.get("/versions?limit=x"));
    answers.put(
        "get /versions 304",
        server.get("/versions", "If-None-Match", answers.get("get /versions 200").header("etag")));
    answers.put("get /generations/{generation} 200", server.get("/generations/1"));
    answers.put("get /generations/{generation} 404", server.get("/generations/9"));
    answers.put(
        "get /generations/{generation}/files/{path} 200",
        server.get("/generations/1/files/app.py"));
    answers.put(
        "get /generations/{generation}/files/{path} 404", server.get("/generations/1/files/x"));
    answers.put(
        "get /generations/{generation}/diff/{other} 200", server.get("/generations/1/diff/2"));
    answers.put(
        "get /generations/{generation}/diff/{other} 404", server.get("/generations/1/diff/9"));
    answers.put(
        "get /generations/{generation}/log/{stage} 200", server.get("/generations/1/log/build"));
    answers.put(
        "get /generations/{generation}/log/{stage} 404", server.get("/generations/1/log/test"));
    answers.put("get /events 200", server.get("/events?until=3"));
    answers.put("get /metrics 200", server.get("/metrics"));
    answers.put("get /openapi.json 200", server.get("/openapi.json"));

    answers.forEach(new Described(document)::agrees);
    var calls = new TreeSet<String>();
    answers.keySet().forEach(it -> calls.add(it.replaceFirst(" [0-9]+$", "")));
    assertThat(calls).isEqualTo(new Described(document).calls());
  }
}
