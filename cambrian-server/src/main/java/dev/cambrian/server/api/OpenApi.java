package dev.cambrian.server.api;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.JsonException;
import dev.cambrian.rig.RigVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The OpenAPI 3.1 document of the calls, made of the table that serves them. */
final class OpenApi {
  private static final String SCHEMAS = "schemas.json";

  private OpenApi() {}

  static ObjectNode of(List<Route> routes) {
    ObjectNode document = Json.object().put("openapi", "3.1.0");
    document
        .putObject("info")
        .put("title", "Cambrian Supervisor")
        .put("version", RigVersion.number());
    ObjectNode paths = document.putObject("paths");
    for (Route route : routes) {
      String path = route.path().replace('<', '{').replace('>', '}');
      Optional.ofNullable((ObjectNode) paths.get(path))
          .orElseGet(() -> paths.putObject(path))
          .set(route.method().name().toLowerCase(Locale.ROOT), operation(route));
    }
    document.putObject("components").set("schemas", schemas());
    document
        .withObject("/components")
        .putObject("securitySchemes")
        .putObject("token")
        .put("type", "http")
        .put("scheme", "bearer");
    return document;
  }

  private static ObjectNode operation(Route route) {
    ObjectNode operation = Json.object().put("summary", route.summary());
    if (!route.parameters().isEmpty()) {
      ArrayNode parameters = operation.putArray("parameters");
      route.parameters().forEach(it -> parameters.add(parameter(it)));
    }
    if (!route.body().isEmpty()) {
      operation
          .putObject("requestBody")
          .put("required", !route.body().endsWith("?"))
          .putObject("content")
          .putObject("application/json")
          .set("schema", reference(route.body().replace("?", "")));
    }
    ObjectNode answers = operation.putObject("responses");
    for (Route.Answer answer : route.answers()) {
      ObjectNode described =
          answers
              .putObject(String.valueOf(answer.status()))
              .put("description", answer.description());
      if (!answer.type().isEmpty()) {
        ObjectNode content = described.putObject("content").putObject(answer.type());
        if (!answer.schema().isEmpty()) {
          content.set("schema", reference(answer.schema()));
        }
      }
    }
    answers
        .putObject("default")
        .put("description", "Refused: 400 malformed, 401 and 403 not let in, 503 not able to.")
        .putObject("content")
        .putObject("application/json")
        .set("schema", reference("Error"));
    if (route.access() != Access.ANYBODY) {
      // Required where the server is not bound to the loopback.
      ArrayNode security = operation.putArray("security");
      security.addObject().putArray("token");
      security.addObject();
    }
    return operation;
  }

  private static ObjectNode parameter(Route.Parameter parameter) {
    ObjectNode json =
        Json.object()
            .put("name", parameter.name())
            .put("in", parameter.in())
            .put("required", parameter.in().equals("path"))
            .put("description", parameter.description());
    json.putObject("schema").put("type", parameter.type());
    return json;
  }

  private static ObjectNode reference(String schema) {
    return Json.object().put("$ref", "#/components/schemas/" + schema);
  }

  private static ObjectNode schemas() {
    try (InputStream in = OpenApi.class.getResourceAsStream(SCHEMAS)) {
      if (in == null) {
        throw new IllegalStateException(SCHEMAS + " is missing in this build");
      }
      return (ObjectNode) Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JsonException e) {
      throw new IllegalStateException(e);
    }
  }
}
