package dev.cambrian.server.cli;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.verdict.StageLog;
import dev.cambrian.server.view.StageRun;
import tools.jackson.databind.node.ObjectNode;

/** What a stage's command printed, as JSON. */
final class LogText {
  private LogText() {}

  /** The streams as they are kept: hostile text. */
  static ObjectNode json(StageRun run, StageLog log) {
    Event.StageFinished event = run.event();
    ObjectNode json =
        Json.object()
            .put("generation", event.generation())
            .put("run-id", event.runId())
            .put("stage", event.stage().id())
            .put("passed", event.passed())
            .put("duration-ms", event.durationMs());
    put(json, "stdout", log.stdout());
    put(json, "stderr", log.stderr());
    return json;
  }

  private static void put(ObjectNode json, String name, StageLog.Output output) {
    json.putObject(name).put("text", output.text()).put("cut-bytes", output.cut());
  }
}
