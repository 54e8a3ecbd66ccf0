package dev.cambrian.core.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * One HTTP exchange that a living artifact must answer as expected; contracts and spec vectors
 * share this form.
 *
 * @param name unique within its list, not blank
 * @param path absolute path with optional query, beginning with {@code /}
 * @param headers request headers, in order
 * @param body request body; sent as JSON, a JSON string included
 */
public record Contract(
    String name,
    HttpMethod method,
    String path,
    Map<String, String> headers,
    Optional<JsonNode> body,
    Expectation expect) {
  public Contract {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a contract has no name");
    }
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException(
          "contract " + name + ": path must begin with /, not " + path);
    }
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  /**
   * This with the generation's number in place of {@code $GENERATION}: a JSON string that is
   * exactly that becomes the integer, inside a longer string and in path and headers it becomes the
   * digits. The names of members stay.
   */
  public Contract withGeneration(int generation) {
    return new GenerationSubstitution(generation).apply(this);
  }
}
