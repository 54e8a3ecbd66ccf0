package dev.cambrian.core.llm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import okhttp3.Response;
import okio.BufferedSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** What a provider's error means for the next attempt, and the line that a person reads. */
final class HttpErrors {
  private static final long BODY_SHOWN = 16 << 10;

  private HttpErrors() {}

  /**
   * @param type the provider's name of the error, empty where it gives none
   */
  private record Detail(String type, String message) {
    String shown() {
      if (message.isEmpty()) {
        return type.isEmpty() ? "no reason given" : type;
      }
      return type.isEmpty() ? message : type + ": " + message;
    }
  }

  static AttemptFailed of(Response response, StreamDialect dialect, String model, Clock clock) {
    int status = response.code();
    Detail detail = detail(text(response));
    String shown = "(%d %s)".formatted(status, detail.shown());
    Optional<Duration> retryAfter = Waits.retryAfter(response.header("retry-after"), clock);
    if (outOfCredit(detail.type())) {
      return AttemptFailed.refused("has no credit left for this key " + shown, status);
    }
    if (status == 429) {
      return AttemptFailed.busy("limits the rate " + shown, retryAfter);
    }
    if (status == 408 || status >= 500) {
      return AttemptFailed.busy("is overloaded or failing " + shown, retryAfter);
    }
    String reason =
        switch (status) {
          case 401, 403 -> "refuses the key %s; check %s".formatted(shown, dialect.keyVariable());
          case 404 ->
              "does not know the model %s or the address %s; check --model and the base URL"
                  .formatted(model, shown);
          case 413 -> "finds the request too large " + shown;
          default ->
              status < 400
                  ? "redirects, which is not followed, since the key would go along; check the base"
                      + " URL "
                      + shown
                  : "refuses the request " + shown;
        };
    return AttemptFailed.refused(reason, status);
  }

  static AttemptFailed noStream(Response response, StreamDialect dialect) {
    JsonNode json = json(text(response)).orElse(LlmJson.MAPPER.missingNode());
    if (json.has("error")) {
      return inStream(json);
    }
    return AttemptFailed.refused(
        "answered %s instead of an event stream; check the base URL of %s"
            .formatted(
                Optional.ofNullable(response.header("content-type")).orElse("no content type"),
                dialect.provider()),
        response.code());
  }

  /** An error that came as an event of a stream that had begun well. */
  static AttemptFailed inStream(JsonNode event) {
    Detail detail = detail(event);
    return switch (detail.type()) {
      case "invalid_request_error",
          "authentication_error",
          "permission_error",
          "billing_error",
          "not_found_error",
          "request_too_large",
          "insufficient_quota" ->
          AttemptFailed.refused("refuses the request (" + detail.shown() + ")", 200);
      default ->
          AttemptFailed.busy("broke off with an error (" + detail.shown() + ")", Optional.empty());
    };
  }

  private static boolean outOfCredit(String type) {
    return type.equals("insufficient_quota") || type.equals("billing_error");
  }

  private static String text(Response response) {
    try {
      BufferedSource source = response.body().source();
      long shown = source.request(BODY_SHOWN) ? BODY_SHOWN : source.getBuffer().size();
      return source.readString(shown, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "its error text could not be read";
    }
  }

  private static Detail detail(String body) {
    return json(body).map(HttpErrors::detail).orElseGet(() -> new Detail("", Texts.oneLine(body)));
  }

  private static Detail detail(JsonNode root) {
    JsonNode error = root.path("error");
    if (error.isString()) {
      return new Detail("", error.stringValue());
    }
    JsonNode code = error.path("code");
    String type = error.path("type").stringValue("");
    return new Detail(
        code.isString() && code.stringValue().equals("insufficient_quota")
            ? "insufficient_quota"
            : type,
        error.path("message").stringValue(root.path("message").stringValue("")));
  }

  private static Optional<JsonNode> json(String text) {
    try {
      JsonNode node = LlmJson.MAPPER.readTree(text);
      return node.isObject() ? Optional.of(node) : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }
}
