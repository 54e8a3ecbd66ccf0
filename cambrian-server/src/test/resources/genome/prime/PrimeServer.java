package prime;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.Executors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Port 8401: how it does, and its pure functions for whoever wants to check them. */
final class PrimeServer {
  private static final int MOST = 32 * 1024 * 1024;

  private final Status status;

  private PrimeServer(Status status) {
    this.status = status;
  }

  /** Starts on all IPv4 interfaces; port 0 takes a free port. */
  static HttpServer start(int port, Status status) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress("0.0.0.0", port), 128);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", new PrimeServer(status)::answer);
    server.start();
    return server;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getRawPath();
      boolean post = path.equals("/parse") || path.equals("/manifest") || path.equals("/prompt");
      if (!post && !path.equals("/health") && !path.equals("/stats")) {
        respond(exchange, 404, error("not found"));
      } else if (!exchange.getRequestMethod().equals(post ? "POST" : "GET")) {
        exchange.getResponseHeaders().set("Allow", post ? "POST" : "GET");
        respond(exchange, 405, error("method not allowed"));
      } else if (path.equals("/health")) {
        respond(exchange, 200, Json.object().put("ok", true));
      } else if (path.equals("/stats")) {
        respond(exchange, 200, status.json());
      } else {
        checked(exchange, path);
      }
    }
  }

  private static void checked(HttpExchange exchange, String path) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MOST + 1);
    if (body.length > MOST) {
      respond(exchange, 413, error("more than 32 MiB"));
      return;
    }
    try {
      JsonNode request = Json.read(new String(body, StandardCharsets.UTF_8));
      SpecFile spec =
          new SpecFile(
              request.path("spec-name").asString("X-SPEC.md"),
              request.path("spec").asString("").getBytes(StandardCharsets.UTF_8));
      if (path.equals("/prompt")) {
        ObjectNode prompt = Json.object().put("system", Prompts.system(spec));
        prompt.set("messages", Prompts.first(spec, ""));
        respond(exchange, 200, prompt);
        return;
      }
      Artifact artifact =
          new Artifact(
              spec,
              FileBlocks.parse(
                  request.path("answer").asString(""), new PathRules(spec.toolchain(), spec.path())));
      if (path.equals("/parse")) {
        ObjectNode files = Json.object();
        artifact.code().forEach(files::put);
        ObjectNode found = Json.object();
        found.set("files", files);
        respond(exchange, 200, found);
      } else {
        respond(
            exchange,
            200,
            artifact.manifest(
                request.path("generation").asInt(1),
                request.path("parent-generation").asInt(0),
                request.path("producer-model").asString("a-model"),
                new Usage(request.path("input").asLong(0), request.path("output").asLong(0)),
                Instant.parse(request.path("created-at").asString("2026-01-31T12:00:00Z"))));
      }
    } catch (Unreadable e) {
      respond(exchange, 422, error(e.getMessage()));
    } catch (JacksonException | java.time.DateTimeException e) {
      respond(exchange, 400, error("the body is not the JSON that is asked for"));
    }
  }

  private static ObjectNode error(String message) {
    return Json.object().put("error", message);
  }

  private static void respond(HttpExchange exchange, int code, JsonNode json) throws IOException {
    byte[] body = Json.write(json).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(code, -1);
    } else {
      exchange.sendResponseHeaders(code, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
