package dev.cambrian.server.api;

import static dev.cambrian.server.api.Route.Answer.json;
import static dev.cambrian.server.api.Route.Answer.refused;

import dev.cambrian.core.history.CampaignRecord;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.JsonException;
import dev.cambrian.server.api.Route.Answer;
import dev.cambrian.server.api.Route.Parameter;
import dev.cambrian.server.campaign.CampaignHost;
import dev.cambrian.server.campaign.CampaignOrder;
import dev.cambrian.server.supervisor.RequestException;
import dev.cambrian.server.supervisor.RequestException.Kind;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The calls about campaigns. They are the operator's alone. */
final class CampaignCalls {
  private static final String UNSAID = "by request";
  private static final Parameter ID = new Parameter("id", "path", "string", "The campaign's id.");
  private static final Answer UNKNOWN = refused(404, "There is no such campaign.");

  private final CampaignHost host;

  private CampaignCalls(CampaignHost host) {
    this.host = host;
  }

  static List<Route> of(CampaignHost host) {
    CampaignCalls calls = new CampaignCalls(host);
    return List.of(
        new Route(
            HandlerType.POST,
            "/campaigns",
            Access.OPERATOR,
            "Begins a campaign that is to improve a spec, and runs it.",
            List.of(),
            "CampaignOrder",
            List.of(
                json(201, "CampaignBegun", "It runs."),
                refused(404, "No such spec is registered."),
                refused(409, "There is one of that name, or too many run."),
                refused(413, "The body is too large."),
                refused(503, "The server has no model, or cannot judge; the error says why.")),
            calls::begin),
        get(
            "/campaigns",
            "All campaigns, the one that was started last first.",
            List.of(),
            List.of(json(200, "Campaigns", "The campaigns.")),
            calls::list),
        get(
            "/campaigns/{id}",
            "One campaign with its specs, its trials and its proposals.",
            List.of(ID),
            List.of(json(200, "CampaignDetail", "It."), UNKNOWN),
            calls::one),
        steering(
            "pause",
            "Lets it begin nothing new, wherever it runs; what is under way ends. Idempotent.",
            "It is over.",
            context -> calls.answer(context, host.pause(id(context), reason(context)))),
        steering(
            "resume",
            "Runs it in this server, whoever began it, paused or not. Idempotent.",
            "It is over, another process runs it, or too many run.",
            context -> {
              String _ = reason(context);
              calls.answer(context, host.resume(id(context)));
            }),
        steering(
            "cancel",
            "Ends it for good, wherever it runs, and what is under way with it. Idempotent.",
            "It is over.",
            context -> calls.answer(context, host.cancel(id(context), reason(context)))));
  }

  private static Route get(
      String path,
      String summary,
      List<Parameter> parameters,
      List<Answer> answers,
      Handler handler) {
    return new Route(
        HandlerType.GET, path, Access.OPERATOR, summary, parameters, "", answers, handler);
  }

  private static Route steering(String verb, String summary, String conflict, Handler handler) {
    return new Route(
        HandlerType.POST,
        "/campaigns/{id}/" + verb,
        Access.OPERATOR,
        summary,
        List.of(ID),
        "Reason?",
        List.of(json(200, "Campaign", "As it is now."), UNKNOWN, refused(409, conflict)),
        handler);
  }

  private void begin(Context context) {
    CampaignOrder order;
    try {
      order = CampaignOrder.of(Body.of(context).object());
    } catch (JsonException e) {
      throw new RequestException(Kind.MALFORMED, String.valueOf(e.getMessage()));
    }
    String id = host.start(order);
    ObjectNode json = Json.object().put("ok", true);
    json.setAll(host.json(host.record(id)));
    context.status(201);
    Generations.json(context, json);
  }

  private void list(Context context) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    host.list().forEach(it -> all.add(host.json(it)));
    context.contentType("application/json").result(Json.write(all) + "\n");
  }

  private void one(Context context) {
    Generations.json(context, host.whole(id(context)));
  }

  private void answer(Context context, CampaignRecord record) {
    Generations.json(context, host.json(record));
  }

  private static String id(Context context) {
    return context.pathParam("id");
  }

  /** Why, where the body says so; there need not be one. */
  private static String reason(Context context) {
    return Body.optional(context).flatMap(it -> it.optionalText("reason")).orElse(UNSAID);
  }
}
