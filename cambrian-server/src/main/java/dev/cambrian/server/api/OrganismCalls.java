package dev.cambrian.server.api;

import static dev.cambrian.server.api.Route.Answer.json;
import static dev.cambrian.server.api.Route.Answer.refused;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.JsonException;
import dev.cambrian.core.json.Quote;
import dev.cambrian.server.api.Route.Answer;
import dev.cambrian.server.api.Route.Parameter;
import dev.cambrian.server.organism.Organism;
import dev.cambrian.server.organism.OrganismLimits;
import dev.cambrian.server.organism.StartRequest;
import dev.cambrian.server.organism.StopReason;
import dev.cambrian.server.supervisor.RequestException;
import dev.cambrian.server.supervisor.RequestException.Kind;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The calls about organisms. They are the operator's alone. */
final class OrganismCalls {
  private static final int LINES = 1_000;
  private static final int MOST_LINES = 100_000;
  private static final Parameter ID = new Parameter("id", "path", "string", "The organism's id.");
  private static final Answer UNKNOWN = refused(404, "There is no such organism.");

  private final Hosted hosted;
  private final Path home;

  private OrganismCalls(Hosted hosted, Path home) {
    this.hosted = hosted;
    this.home = home;
  }

  static List<Route> of(Hosted hosted, Path home) {
    OrganismCalls calls = new OrganismCalls(hosted, home);
    return List.of(
        new Route(
            HandlerType.POST,
            "/organisms",
            Access.OPERATOR,
            "Starts a promoted generation as an organism.",
            List.of(),
            "OrganismStart",
            List.of(
                json(201, "OrganismStarted", "It runs; its build goes on."),
                refused(404, "There is no such generation."),
                refused(409, "It is not promoted, or too many organisms run."),
                refused(503, "It can live nowhere here; the error says what mends that.")),
            calls::start),
        get(
            "/organisms",
            "The organisms that run and the latest that have ended, the newest first.",
            List.of(),
            json(200, "Organisms", "The organisms."),
            calls::list),
        get(
            "/organisms/{id}",
            "One organism.",
            List.of(ID),
            json(200, "Organism", "It."),
            calls::one),
        get(
            "/organisms/{id}/log",
            "What it printed last.",
            List.of(ID, new Parameter("tail", "query", "integer", "So many lines at most.")),
            new Answer(200, "text/plain", "", "Its lines."),
            calls::log),
        new Route(
            HandlerType.POST,
            "/organisms/{id}/stop",
            Access.OPERATOR,
            "Stops it and waits for its end.",
            List.of(ID),
            "",
            List.of(json(200, "Organism", "It has ended."), UNKNOWN),
            calls::stop));
  }

  private static Route get(
      String path, String summary, List<Parameter> parameters, Answer answer, Handler handler) {
    return new Route(
        HandlerType.GET,
        path,
        Access.OPERATOR,
        summary,
        parameters,
        "",
        parameters.isEmpty() ? List.of(answer) : List.of(answer, UNKNOWN),
        handler);
  }

  private void start(Context context) {
    StartRequest request;
    try {
      request = StartRequest.of(Body.of(context).object());
    } catch (JsonException e) {
      throw new RequestException(Kind.MALFORMED, String.valueOf(e.getMessage()));
    }
    Organism organism =
        hosted
            .organisms()
            .start(
                request.order(
                    home.resolve("artifacts").resolve("gen-" + request.generation()),
                    hosted.model(),
                    hosted.escalationModel(),
                    OrganismLimits.DEFAULT));
    ObjectNode json = Json.object().put("ok", true);
    json.setAll(organism.json());
    context.status(201);
    Generations.json(context, json);
  }

  private void list(Context context) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    hosted.organisms().list().forEach(it -> all.add(it.json()));
    context.contentType("application/json").result(Json.write(all) + "\n");
  }

  private void one(Context context) {
    Generations.json(context, hosted.organisms().find(id(context)).json());
  }

  private void log(Context context) {
    int tail = Query.integer(context, "tail", 1, MOST_LINES).orElse(LINES);
    Generations.plain(context, hosted.organisms().logs(id(context), tail));
  }

  private void stop(Context context) throws InterruptedException {
    Generations.json(context, hosted.organisms().stop(id(context), StopReason.STOPPED).json());
  }

  private static UUID id(Context context) {
    String text = context.pathParam("id");
    if (!text.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
      throw new RequestException(
          Kind.UNKNOWN, "there is no organism %s".formatted(Quote.of(text, 60)));
    }
    return UUID.fromString(text);
  }
}
