package dev.cambrian.core.llm;

import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import tools.jackson.databind.JsonNode;

/** Base URLs and keys, checked before they are used, without ever being shown. */
final class Endpoints {
  private static final MediaType JSON = MediaType.get("application/json");

  private Endpoints() {}

  /** {@code base} with {@code path} appended; {@code name} is the setting that a message names. */
  static HttpUrl url(String name, String base, String path) {
    HttpUrl url = HttpUrl.parse(base.strip());
    if (url == null || !url.username().isEmpty() || !url.password().isEmpty()) {
      throw new LlmSettingsException(
          name
              + " is no http or https URL without user and password; give one such as https://host/v1");
    }
    return url.newBuilder().addPathSegments(path).query(null).fragment(null).build();
  }

  /** Header values must be visible ASCII; OkHttp's own message would show the key. */
  static String key(String name, String key) {
    String stripped = key.strip();
    if (!stripped.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new LlmSettingsException(
          name + " holds characters that no key has (blanks, line ends or other than ASCII)");
    }
    return stripped;
  }

  static RequestBody body(JsonNode json) {
    return RequestBody.create(LlmJson.MAPPER.writeValueAsBytes(json), JSON);
  }

  /** Base without trailing slashes, so that appending gives none twice. */
  static String trimmed(String base) {
    return base.strip().replaceAll("/+$", "");
  }
}
