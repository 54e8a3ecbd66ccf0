package dev.cambrian.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What a client got.
 *
 * @param headers with names in lower case
 */
@SuppressWarnings("ArrayRecordComponent")
record Answer(int status, Map<String, List<String>> headers, byte[] body) {
  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  JsonNode json() {
    return Json.parse(body);
  }

  String header(String name) {
    return String.join(", ", headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()));
  }

  /** It is a refusal such as every one has to be; gives the error. */
  String refusal(int expected) {
    assertThat(status).as(text()).isEqualTo(expected);
    assertThat(header("content-type")).startsWith("application/json");
    JsonNode json = json();
    assertThat(json.propertyNames()).containsExactly("ok", "error");
    assertThat(json.get("ok").booleanValue()).isFalse();
    String error = json.get("error").stringValue();
    assertThat(error)
        .isNotBlank()
        .doesNotContain("\n", "\r", "Exception", "\tat ", "<html", "jetty", "Jetty")
        .isNotEqualTo("null");
    return error;
  }

  Answer ok() {
    assertThat(status).as(text()).isEqualTo(200);
    return this;
  }
}
