package dev.cambrian.server.api;

import dev.cambrian.core.CambrianException;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.pipeline.SupervisionException;
import dev.cambrian.server.log.ServerLog;
import dev.cambrian.server.supervisor.RequestException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Makes whatever goes wrong into one JSON answer with the right status, and never more than that.
 */
final class Problems {
  private static final ServerLog LOG = ServerLog.of("api");
  private static final int INTERNAL = 500;
  private static final int UNAVAILABLE = 503;
  private static final int NOT_ALLOWED = 405;
  private static final int NOT_FOUND = 404;

  private final List<Route> routes;

  Problems(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  void register(RoutesConfig config) {
    config.exception(RequestException.class, (e, to) -> answer(to, e.kind().status(), text(e)));
    config.exception(SupervisionException.Unknown.class, (e, to) -> answer(to, 404, text(e)));
    config.exception(SupervisionException.WrongState.class, (e, to) -> answer(to, 409, text(e)));
    config.exception(HttpResponseException.class, this::refused);
    config.exception(CambrianException.class, Problems::unable);
    config.exception(Exception.class, Problems::defect);
    config.error(NOT_FOUND, this::unknown);
  }

  /** What is refused before any call is found. */
  private void refused(HttpResponseException refusal, Context to) {
    if (refusal.getStatus() == NOT_FOUND || refusal.getStatus() == NOT_ALLOWED) {
      unknown(to);
    } else {
      answer(to, refusal.getStatus(), String.valueOf(refusal.getMessage()));
    }
  }

  private void unknown(Context to) {
    if (to.res().isCommitted() || to.attribute(ANSWERED) != null) {
      return;
    }
    String allowed =
        routes.stream()
            .filter(route -> route.matches(to.path()))
            .map(route -> route.method().name())
            .distinct()
            .collect(Collectors.joining(", "));
    if (allowed.isEmpty()) {
      answer(to, NOT_FOUND, "there is no such call; GET /openapi.json lists what there is");
    } else {
      to.header("Allow", allowed);
      answer(to, NOT_ALLOWED, "this call takes " + allowed);
    }
  }

  private static final String ANSWERED = "cambrian.answered";

  private static void unable(CambrianException failure, Context to) {
    LOG.error("request.failed", failure);
    answer(to, UNAVAILABLE, text(failure));
  }

  private static void defect(Exception failure, Context to) {
    LOG.error("request.failed", failure);
    answer(to, INTERNAL, "this is a defect of the server; its log tells where");
  }

  private static String text(Exception failure) {
    return String.valueOf(failure.getMessage());
  }

  static void answer(Context to, int status, String error) {
    to.attribute(ANSWERED, true);
    if (status == 401) {
      to.header("WWW-Authenticate", "Bearer");
    }
    to.status(status).contentType("application/json").result(json(error));
  }

  /** The body of every refusal. */
  static String json(String error) {
    return Json.write(Json.object().put("ok", false).put("error", error)) + "\n";
  }
}
