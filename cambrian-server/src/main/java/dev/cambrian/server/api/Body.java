package dev.cambrian.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.JsonException;
import dev.cambrian.core.json.Quote;
import dev.cambrian.server.supervisor.RequestException;
import dev.cambrian.server.supervisor.RequestException.Kind;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON object of a request, whatever content type it claims, with strict types: a number in a
 * text is no number, and a duplicate member is refused. Members that nobody asks for are ignored.
 */
record Body(ObjectNode object) {
  /** Of the calls that carry no artifact and no prompt. */
  static final int MAX_BYTES = 1 << 20;

  /** Attribute of a request: for how long its body is waited for, a {@link Duration}. */
  static final String PATIENCE = "cambrian.patience";

  /** Set once all of the body was read. */
  static final String READ = "cambrian.read";

  private static final int SHOWN = 60;
  private static final int MAX_TEXT = 4_096;

  /**
   * @throws RequestException where there is no such object
   */
  static Body of(Context context) {
    return optional(context)
        .orElseThrow(() -> malformed("the request has no body; send a JSON object"));
  }

  /**
   * The same of a call that needs no body; empty where there is none.
   *
   * @throws RequestException where there is one, and it is no such object
   */
  static Optional<Body> optional(Context context) {
    byte[] bytes = bytes(context);
    if (bytes.length == 0) {
      return Optional.empty();
    }
    try {
      if (Json.parse(bytes) instanceof ObjectNode object) {
        return Optional.of(new Body(object));
      }
    } catch (JsonException e) {
      throw malformed("the body is no JSON: " + e.getMessage());
    }
    throw malformed("the body must be a JSON object");
  }

  /** Whatever it is, as UTF-8. */
  static String text(Context context) {
    return new String(bytes(context), UTF_8);
  }

  private static byte[] bytes(Context context) {
    if (context.req().getContentLengthLong() > MAX_BYTES) {
      throw tooLarge();
    }
    Duration patience =
        Objects.requireNonNullElse(context.attribute(PATIENCE), ApiLimits.STANDARD.body());
    long begun = System.nanoTime();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] buffer = new byte[8_192];
    try (InputStream in = context.req().getInputStream()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        body.write(buffer, 0, read);
        if (body.size() > MAX_BYTES) {
          throw tooLarge();
        }
        if (System.nanoTime() - begun > patience.toNanos()) {
          throw tooSlow();
        }
      }
    } catch (IOException e) {
      throw e.getCause() instanceof TimeoutException
          ? tooSlow()
          : malformed("the body could not be read to its end");
    }
    context.attribute(READ, true);
    return body.toByteArray();
  }

  private static RequestException tooSlow() {
    return new RequestException(Kind.TOO_SLOW, "the body did not come in time");
  }

  private static RequestException tooLarge() {
    return new RequestException(
        Kind.TOO_LARGE,
        "the body is larger than " + MAX_BYTES + " bytes, which no such call needs");
  }

  /** A generation's number, at least 1. */
  int generation(String name) {
    return integer(name, 1, Integer.MAX_VALUE);
  }

  int integer(String name, int least, int most) {
    JsonNode node = required(name);
    if (!node.isIntegralNumber()
        || !node.canConvertToLong()
        || node.longValue() < least
        || node.longValue() > most) {
      throw malformed(
          "%s must be an integer from %d to %d, not %s".formatted(name, least, most, shown(node)));
    }
    return node.intValue();
  }

  String text(String name) {
    return text(name, required(name));
  }

  Optional<String> optionalText(String name) {
    JsonNode node = object.get(name);
    return node == null ? Optional.empty() : Optional.of(text(name, node));
  }

  String hash(String name) {
    String text = text(name);
    if (!text.matches("sha256:[0-9a-f]{64}")) {
      throw malformed(
          "%s must be sha256: and 64 lower-case hex digits, not %s"
              .formatted(name, Quote.of(text, SHOWN)));
    }
    return text;
  }

  private static String text(String name, JsonNode node) {
    if (!node.isString() || node.stringValue().isBlank()) {
      throw malformed("%s must be text that is not blank, not %s".formatted(name, shown(node)));
    }
    String text = node.stringValue();
    if (text.length() > MAX_TEXT || !UTF_8.newEncoder().canEncode(text)) {
      throw malformed("%s must be Unicode text of at most %d characters".formatted(name, MAX_TEXT));
    }
    return text;
  }

  private JsonNode required(String name) {
    JsonNode node = object.get(name);
    if (node == null) {
      throw malformed("%s is missing".formatted(name));
    }
    return node;
  }

  private static String shown(JsonNode node) {
    return Quote.bare(Json.write(node), SHOWN);
  }

  private static RequestException malformed(String message) {
    return new RequestException(Kind.MALFORMED, message);
  }
}
