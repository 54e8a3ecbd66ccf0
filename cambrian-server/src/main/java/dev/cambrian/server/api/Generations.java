package dev.cambrian.server.api;

import dev.cambrian.core.artifact.ArtifactFile;
import dev.cambrian.core.history.GenerationJson;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.Quote;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.server.supervisor.RequestException;
import dev.cambrian.server.supervisor.RequestException.Kind;
import dev.cambrian.server.supervisor.SpawnOrder;
import dev.cambrian.server.supervisor.Supervisor;
import dev.cambrian.server.view.EntryJson;
import dev.cambrian.server.view.GenerationDetail;
import dev.cambrian.server.view.HistoryView;
import io.javalin.http.Context;
import java.time.Duration;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The calls about one generation. */
final class Generations {
  private static final int LONGEST_WAIT = 600;

  private final Supervisor supervisor;

  Generations(Supervisor supervisor) {
    this.supervisor = supervisor;
  }

  void spawn(Context context) {
    Body body = Body.of(context);
    int generation = body.generation("generation");
    SpawnOrder order =
        new SpawnOrder(
            generation,
            body.text("artifact-path"),
            body.hash("spec-hash"),
            body.optionalText("campaign-id"));
    GenerationRecord taken = supervisor.spawn(order, Guard.caller(context));
    json(
        context,
        Json.object()
            .put("ok", true)
            .put("container-id", GenerationJson.containerId(taken.generation()))
            .put("generation", taken.generation()));
  }

  void promote(Context context) {
    int generation = Body.of(context).generation("generation");
    done(context, supervisor.promote(generation, Guard.caller(context)));
  }

  void rollBack(Context context) {
    int generation = Body.of(context).generation("generation");
    done(context, supervisor.rollBack(generation, Guard.caller(context)));
  }

  private static void done(Context context, GenerationRecord record) {
    json(context, Json.object().put("ok", true).put("generation", record.generation()));
  }

  void one(Context context) throws InterruptedException {
    int generation = Query.generation(context, "generation");
    int wait = Query.integer(context, "wait", 0, LONGEST_WAIT).orElse(0);
    GenerationRecord _ = supervisor.await(generation, Duration.ofSeconds(wait));
    GenerationDetail detail =
        new HistoryView(supervisor.history()).detail(generation).orElseThrow();
    ObjectNode json = GenerationJson.of(detail.record(), supervisor.history());
    EntryJson.add(detail.entry(), json);
    detail.estimatedTokens().ifPresent(it -> json.put("estimated-tokens", it));
    ArrayNode files = json.putArray("files");
    for (ArtifactFile file : detail.files()) {
      files
          .addObject()
          .put("path", file.path())
          .put("size", file.size())
          .put("sha256", file.sha256());
    }
    json(context, json);
  }

  void file(Context context) {
    int generation = Query.generation(context, "generation");
    String path = context.pathParam("path");
    requireCode(generation);
    plain(
        context,
        supervisor
            .archive()
            .read(generation, path)
            .orElseThrow(
                () ->
                    new RequestException(
                        Kind.UNKNOWN,
                        "generation %d has no file %s"
                            .formatted(generation, Quote.of(path, 200)))));
  }

  void difference(Context context) {
    int from = Query.generation(context, "generation");
    int to = Query.generation(context, "other");
    requireCode(from);
    requireCode(to);
    plain(context, supervisor.archive().diff(from, to));
  }

  private void requireCode(int generation) {
    GenerationRecord record = supervisor.generation(generation);
    if (!supervisor.archive().contains(generation)) {
      throw new RequestException(
          Kind.UNKNOWN,
          "the code of generation %d is not in git%s"
              .formatted(
                  generation,
                  record.outcome() == Outcome.IN_PROGRESS ? " yet; ask again in a moment" : ""));
    }
  }

  void log(Context context) {
    int generation = Query.generation(context, "generation");
    String named = context.pathParam("stage");
    Stage stage =
        Stage.of(named)
            .orElseThrow(
                () ->
                    new RequestException(
                        Kind.MALFORMED,
                        "a stage with a log is build, test, start or health, not "
                            + Quote.of(named, 60)));
    supervisor.generation(generation);
    HistoryView view = new HistoryView(supervisor.history());
    plain(
        context,
        view.stages(view.detail(generation).orElseThrow(), stage).reversed().stream()
            .flatMap(run -> run.stored().stream())
            .findFirst()
            .orElseThrow(
                () ->
                    new RequestException(
                        Kind.UNKNOWN,
                        "generation %d has no log of the stage %s"
                            .formatted(generation, stage.id()))));
  }

  void stats(Context context) {
    Supervisor.Status status = supervisor.status();
    json(
        context,
        Json.object()
            .put("generation", status.generation())
            .put("status", status.status())
            .put("uptime", status.uptime().toMillis() / 1000.0));
  }

  /** What a model wrote is nothing that a browser should take for a page. */
  static void plain(Context context, byte[] content) {
    context.header("X-Content-Type-Options", "nosniff");
    context.header("Content-Security-Policy", "default-src 'none'; sandbox");
    context.contentType("text/plain;charset=utf-8").result(content);
  }

  static void json(Context context, ObjectNode json) {
    context.contentType("application/json").result(Json.write(json) + "\n");
  }
}
