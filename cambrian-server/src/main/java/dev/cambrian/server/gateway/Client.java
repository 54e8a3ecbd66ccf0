package dev.cambrian.server.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.json.Json;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The connection to whoever asks: reads its body within limits and answers it. */
final class Client {
  /** So that a client that is still sending hears the refusal and not a broken connection. */
  private static final int DRAINED_BODIES = 4;

  private static final Duration SENDING = Duration.ofMinutes(2);
  private static final int CHUNK = 64 << 10;

  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final String requestId;
  private boolean read;

  Client(Context context, String requestId) {
    request = context.req();
    response = context.res();
    this.requestId = requestId;
    response.setHeader("request-id", requestId);
  }

  /** The client no longer takes its answer. */
  static final class Gone extends IOException {
    private static final long serialVersionUID = 1L;

    Gone(IOException cause) {
      super("the client is gone", cause);
    }
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(request.getHeader(name));
  }

  /**
   * @throws RefusedCall if it is larger, or comes too slowly
   */
  byte[] body(int limit) throws IOException {
    if (request.getContentLengthLong() > (long) limit * DRAINED_BODIES) {
      response.setHeader("connection", "close");
      throw tooLarge(limit);
    }
    InputStream in = request.getInputStream();
    byte[] body = in.readNBytes(limit + 1);
    if (body.length > limit) {
      drain(in, limit);
      throw tooLarge(limit);
    }
    read = true;
    return body;
  }

  private void drain(InputStream in, int limit) throws IOException {
    response.setHeader("connection", "close");
    byte[] chunk = new byte[CHUNK];
    long deadline = System.nanoTime() + SENDING.toNanos();
    long left = (long) limit * (DRAINED_BODIES - 1);
    int n = in.read(chunk);
    while (n > 0 && left > 0 && System.nanoTime() < deadline) {
      left -= n;
      n = in.read(chunk);
    }
  }

  private static RefusedCall tooLarge(int limit) {
    return RefusedCall.of(
        ErrorKind.REQUEST_TOO_LARGE, "the request is larger than %d MiB".formatted(limit >> 20));
  }

  void head(int status, String contentType) {
    response.setStatus(status);
    response.setContentType(contentType);
  }

  void header(String name, String value) {
    response.setHeader(name, value);
  }

  void whole(byte[] body) throws Gone {
    response.setContentLength(body.length);
    write(body, 0, body.length);
  }

  /** Writes and sends at once. */
  void write(byte[] bytes, int offset, int length) throws Gone {
    try {
      OutputStream out = response.getOutputStream();
      out.write(bytes, offset, length);
      out.flush();
    } catch (IOException gone) {
      throw new Gone(gone);
    }
  }

  boolean answered() {
    return response.isCommitted();
  }

  /** Has the client see that the answer is not whole. */
  void abort() {
    ServletContextRequest core = ServletContextRequest.getServletContextRequest(request);
    if (core != null) {
      core.getConnectionMetaData().getConnection().getEndPoint().close();
    }
  }

  /** Answers an error in the form of the Messages API. */
  void refuse(RefusedCall refused) throws Gone {
    head(refused.kind().status(), "application/json");
    if (!read && hasBody()) {
      // What is left unread ends the connection, and who knows it asks the next time by another.
      header("connection", "close");
    }
    if (refused.kind() == ErrorKind.RATE_LIMIT) {
      header("retry-after", "1");
    }
    if (!refused.again()) {
      header("x-should-retry", "false");
    }
    whole(Json.write(error(refused.kind(), String.valueOf(refused.getMessage()))).getBytes(UTF_8));
  }

  private boolean hasBody() {
    return request.getContentLengthLong() > 0 || request.getHeader("transfer-encoding") != null;
  }

  /** An error's document. */
  ObjectNode error(ErrorKind kind, String message) {
    ObjectNode json = Json.object();
    json.put("type", "error");
    ObjectNode error = json.putObject("error");
    error.put("type", kind.type());
    error.put("message", message);
    json.put("request_id", requestId);
    return json;
  }

  void json(JsonNode json) throws Gone {
    head(200, "application/json");
    whole(Json.write(json).getBytes(UTF_8));
  }
}
