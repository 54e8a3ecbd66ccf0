package dev.cambrian.core.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What a {@link Contract} expects of the response. Every present member must hold.
 *
 * @param status 100 to 599
 * @param body the whole body, compared as JSON with strict types ({@code 1}, {@code 1.0}, {@code
 *     true} and {@code "1"} are four values; the order of object members is free)
 * @param bodyContains text that the body contains
 * @param bodyHasKeys members that the body, a JSON object, has
 * @param headers response headers with their exact values; names are case-insensitive
 * @param contentType media type without parameters, compared case-insensitively
 */
public record Expectation(
    int status,
    Optional<JsonNode> body,
    Optional<String> bodyContains,
    List<String> bodyHasKeys,
    Map<String, String> headers,
    Optional<String> contentType) {
  public Expectation {
    if (status < 100 || status > 599) {
      throw new IllegalArgumentException("expect.status must be 100 to 599, not " + status);
    }
    bodyHasKeys = List.copyOf(bodyHasKeys);
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }
}
