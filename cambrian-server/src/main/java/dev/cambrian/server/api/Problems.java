package dev.cambrian.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.json.Json;
import dev.cambrian.server.dashboard.Dashboard;
import dev.cambrian.server.dashboard.Failure;
import dev.cambrian.server.log.ServerLog;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes whatever goes wrong into one JSON answer with the right status, and never more than that.
 */
final class Problems {
  private static final ServerLog LOG = ServerLog.of("api");
  private static final int NOT_ALLOWED = 405;
  private static final int NOT_FOUND = 404;

  private static final Duration LINGER = Duration.ofSeconds(2);

  private final List<Route> routes;

  Problems(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  void register(RoutesConfig config) {
    config.exception(HttpResponseException.class, this::refused);
    config.exception(Exception.class, Problems::failed);
    config.error(NOT_FOUND, this::unknown);
  }

  /** What is refused before any call is found. */
  private void refused(HttpResponseException refusal, Context to) {
    if (refusal.getStatus() == NOT_FOUND || refusal.getStatus() == NOT_ALLOWED) {
      unknown(to);
    } else {
      failed(refusal, to);
    }
  }

  private void unknown(Context to) {
    if (to.res().isCommitted() || to.attribute(ANSWERED) != null) {
      return;
    }
    if (Dashboard.owns(to.path()) && Set.of("GET", "HEAD").contains(to.req().getMethod())) {
      to.attribute(ANSWERED, true);
      Dashboard.problem(to, NOT_FOUND, "there is no such page; the menu has those that there are");
      return;
    }
    List<String> methods =
        routes.stream()
            .filter(route -> route.matches(to.path()))
            .map(route -> route.method().name())
            .distinct()
            .toList();
    String allowed =
        methods.stream()
            .flatMap(it -> it.equals("GET") ? Stream.of("GET", "HEAD") : Stream.of(it))
            .collect(Collectors.joining(", "));
    if (methods.isEmpty()) {
      answer(to, NOT_FOUND, "there is no such call; GET /openapi.json lists what there is");
    } else if (to.req().getMethod().equals("OPTIONS")) {
      to.attribute(ANSWERED, true);
      to.status(204).header("Allow", allowed + ", OPTIONS");
    } else {
      to.header("Allow", allowed + ", OPTIONS");
      answer(to, NOT_ALLOWED, "this call takes " + allowed);
    }
  }

  /** Whether nothing but the head of an answer is asked for. */
  static boolean wantsNoBody(Context context) {
    return context.req().getMethod().equals("HEAD");
  }

  /** Attribute of a request whose answer is made, whatever its status. */
  static final String ANSWERED = "cambrian.answered";

  private static void failed(Exception exception, Context to) {
    Failure failure = Failure.of(exception);
    if (failure.ours()) {
      LOG.error("request.failed", exception);
    }
    answer(to, failure.status(), failure.reason());
  }

  static void answer(Context to, int status, String error) {
    to.attribute(ANSWERED, true);
    if (status == 401) {
      to.header("WWW-Authenticate", "Bearer");
    }
    to.status(status).contentType("application/json");
    if (mayHaveMore(to)) {
      lingering(to, json(error).getBytes(UTF_8));
    } else {
      to.result(json(error));
    }
  }

  /** Whether there is something of the request that was perhaps not read. */
  private static boolean mayHaveMore(Context to) {
    return to.attribute(Body.READ) == null
        && (to.req().getContentLengthLong() > 0 || to.header("Transfer-Encoding") != null);
  }

  /**
   * Answers at once, and takes for a while what the client goes on to send: if the connection was
   * closed on it, the client would see a reset instead of the answer.
   */
  private static void lingering(Context to, byte[] answer) {
    to.header("Connection", "close");
    to.res().setContentLength(answer.length);
    long begun = System.nanoTime();
    byte[] buffer = new byte[64 * 1024];
    try {
      to.res().getOutputStream().write(answer);
      to.res().flushBuffer();
      if (to.header("Expect") == null) {
        InputStream in = to.req().getInputStream();
        while (in.read(buffer) >= 0 && System.nanoTime() - begun < LINGER.toNanos()) {}
      }
    } catch (IOException gone) {
      // The client has left: there is nobody to answer.
      return;
    }
  }

  /** The body of every refusal. */
  static String json(String error) {
    return Json.write(Json.object().put("ok", false).put("error", error)) + "\n";
  }
}
