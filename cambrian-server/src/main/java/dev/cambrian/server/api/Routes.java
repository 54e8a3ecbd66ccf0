package dev.cambrian.server.api;

import static dev.cambrian.server.api.Route.Answer.json;
import static dev.cambrian.server.api.Route.Answer.refused;

import dev.cambrian.core.json.Json;
import dev.cambrian.server.api.Route.Answer;
import dev.cambrian.server.api.Route.Parameter;
import dev.cambrian.server.supervisor.Supervisor;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The calls of the Supervisor, in one table. */
final class Routes {
  private static final Parameter GENERATION =
      new Parameter("generation", "path", "integer", "The generation's number, at least 1.");
  private static final Answer UNKNOWN = refused(404, "There is no such generation.");

  private Routes() {}

  static List<Route> of(Supervisor supervisor, ApiLimits limits, Optional<Hosted> hosted) {
    Generations generations = new Generations(supervisor);
    Versions versions = new Versions(supervisor.history(), supervisor.events());
    EventStream events =
        new EventStream(
            supervisor.history(),
            supervisor.events(),
            limits.heartbeat(),
            hosted.<Supplier<Optional<Conclusion>>>map(Hosted::conclusion).orElse(Optional::empty));
    Metrics metrics = new Metrics(supervisor);
    List<Route> routes = new ArrayList<>();
    routes.add(
        get(
            "/healthz",
            Access.ANYBODY,
            "Whether the server answers.",
            List.of(),
            List.of(json(200, "Ok", "It does.")),
            context -> Generations.json(context, Json.object().put("ok", true))));
    routes.add(
        get(
            "/stats",
            Access.ORGANISMS,
            "The highest generation that is closed, and what the server is doing.",
            List.of(),
            List.of(json(200, "Stats", "The state of the server.")),
            generations::stats));
    routes.add(
        get(
            "/versions",
            Access.ORGANISMS,
            "Generation records, ascending.",
            List.of(
                new Parameter("after", "query", "integer", "Only generations above this number."),
                new Parameter("limit", "query", "integer", "At most so many."),
                new Parameter("outcome", "query", "string", "Only those of this outcome."),
                new Parameter("campaign-id", "query", "string", "Only those of this campaign."),
                new Parameter(
                    "If-None-Match", "header", "string", "The ETag of an answer that is there.")),
            List.of(
                json(200, "Generations", "The records."),
                new Answer(304, "", "", "Nothing has changed since that ETag.")),
            versions::serve));
    routes.add(
        post(
            "/spawn",
            "Takes in an artifact and has it judged in the background.",
            "Spawn",
            List.of(
                json(200, "Spawned", "It is taken in; its verification goes on."),
                refused(409, "There is such a generation already."),
                refused(413, "The body is too large."),
                refused(503, "This machine cannot judge it now; the error says what mends that.")),
            generations::spawn));
    routes.add(
        post(
            "/promote",
            "Promotes a tested, viable generation. Idempotent.",
            "Choice",
            List.of(
                json(200, "Done", "It is promoted."),
                UNKNOWN,
                refused(409, "It is not tested, non-viable or rolled back.")),
            generations::promote));
    routes.add(
        post(
            "/rollback",
            "Closes a generation as failed; a verification that runs is cancelled. Idempotent.",
            "Choice",
            List.of(
                json(200, "Done", "It is rolled back."), UNKNOWN, refused(409, "It is promoted.")),
            generations::rollBack));
    routes.add(
        get(
            "/generations/{generation}",
            Access.ORGANISMS,
            "One generation in full.",
            List.of(
                GENERATION,
                new Parameter(
                    "wait",
                    "query",
                    "integer",
                    "Seconds, up to 600, to wait until it is no longer in progress.")),
            List.of(
                json(
                    200,
                    "GenerationDetail",
                    "The record with its files and all that is known of it."),
                UNKNOWN),
            generations::one));
    routes.add(
        get(
            "/generations/{generation}/files/<path>",
            Access.OPERATOR,
            "One file of its code.",
            List.of(GENERATION, new Parameter("path", "path", "string", "The file's path.")),
            List.of(new Answer(200, "text/plain", "", "Its content."), UNKNOWN),
            generations::file));
    routes.add(
        get(
            "/generations/{generation}/diff/{other}",
            Access.OPERATOR,
            "How the code of two generations differs, as a unified diff.",
            List.of(GENERATION, new Parameter("other", "path", "integer", "The other one.")),
            List.of(new Answer(200, "text/plain", "", "Empty where they do not."), UNKNOWN),
            generations::difference));
    routes.add(
        get(
            "/generations/{generation}/log/{stage}",
            Access.OPERATOR,
            "What the command of a stage printed, its last 64 KiB of each stream.",
            List.of(GENERATION, new Parameter("stage", "path", "string", "The name of the stage.")),
            List.of(
                new Answer(200, "text/plain", "", "A heading before each stream."),
                refused(404, "There is no such generation, or no such log.")),
            generations::log));
    routes.add(
        get(
            "/events",
            Access.OPERATOR,
            "Every event as server-sent events, from a position on and live.",
            List.of(
                new Parameter(
                    "Last-Event-ID", "header", "integer", "The last position that is known."),
                new Parameter("after", "query", "integer", "The same, for a plain client."),
                new Parameter("until", "query", "integer", "End after this position.")),
            List.of(
                new Answer(
                    200,
                    "text/event-stream",
                    "",
                    "id is the position, data an Event; a last one of the type over, without an id, tells how what the server ran for ended.")),
            events::serve));
    routes.add(
        get(
            "/metrics",
            Access.OPERATOR,
            "Figures in the Prometheus text format.",
            List.of(),
            List.of(new Answer(200, "text/plain", "", "The figures.")),
            metrics::serve));
    routes.add(
        get(
            "/openapi.json",
            Access.ANYBODY,
            "This document.",
            List.of(),
            List.of(json(200, "Document", "OpenAPI 3.1.")),
            context -> Generations.json(context, OpenApi.of(routes))));
    hosted.ifPresent(
        it -> {
          routes.add(NowCall.of(it, supervisor));
          routes.addAll(OrganismCalls.of(it, supervisor.home().directory()));
          routes.addAll(CampaignCalls.of(it.campaigns()));
        });
    return List.copyOf(routes);
  }

  private static Route get(
      String path,
      Access access,
      String summary,
      List<Parameter> parameters,
      List<Answer> answers,
      Handler handler) {
    return new Route(HandlerType.GET, path, access, summary, parameters, "", answers, handler);
  }

  private static Route post(
      String path, String summary, String body, List<Answer> answers, Handler handler) {
    return new Route(
        HandlerType.POST, path, Access.ORGANISMS, summary, List.of(), body, answers, handler);
  }
}
