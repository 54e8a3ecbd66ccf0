package dev.cambrian.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.verdict.StageLog;
import dev.cambrian.server.terminal.Format;
import dev.cambrian.server.view.StageRun;
import tools.jackson.databind.node.ObjectNode;

/** What a stage's command printed, for people and as JSON. */
final class LogText {
  private LogText() {}

  /**
   * On standard output the command's two streams alone, one after the other; which is which, and
   * what of it is not kept, on standard error.
   */
  static void print(Session session, StageRun run, StageLog log) {
    if (log.equals(new StageLog(StageLog.Output.NONE, StageLog.Output.NONE))) {
      head(session, run, "printed nothing");
      return;
    }
    print(session, run, "standard output", log.stdout());
    if (!log.stderr().text().isEmpty() && unended(log.stdout())) {
      session.line("");
    }
    print(session, run, "standard error", log.stderr());
  }

  private static boolean unended(StageLog.Output output) {
    return !output.text().isEmpty() && !output.text().endsWith("\n");
  }

  private static void print(Session session, StageRun run, String name, StageLog.Output output) {
    if (output.equals(StageLog.Output.NONE)) {
      return;
    }
    byte[] text = output.text().getBytes(UTF_8);
    String cut =
        output.cut() == 0
            ? ""
            : "; %s bytes before them were cut".formatted(Format.count(output.cut()));
    head(session, run, "%s, %s bytes%s:".formatted(name, Format.count(text.length), cut));
    session.content(text);
  }

  private static void head(Session session, StageRun run, String text) {
    session.out().flush();
    session
        .err()
        .print(
            "cambrian: generation %d, %s: %s\n"
                .formatted(run.event().generation(), run.event().stage().id(), text));
    session.err().flush();
  }

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
