package dev.cambrian.core.history;

import dev.cambrian.core.event.ReverseRun;
import dev.cambrian.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The generation record on the wire ({@code schemas/generation-record.schema.json}): kebab-case,
 * what is not known is absent and never null, times in UTC with milliseconds.
 */
public final class GenerationJson {
  private GenerationJson() {}

  /** With the report from the blob store, where there is one. */
  public static ObjectNode of(GenerationRecord record, Blobs blobs) {
    Optional<JsonNode> report =
        record
            .reportBlob()
            .map(
                hash ->
                    blobs
                        .get(hash)
                        .orElseThrow(
                            () ->
                                new HistoryException.Corrupt(
                                    "the report %s of generation %d is not stored"
                                        .formatted(hash, record.generation()))))
            .map(bytes -> Json.parseStored(new String(bytes, StandardCharsets.UTF_8)));
    return render(record, report);
  }

  /** Without the report, for long lists. */
  public static ObjectNode brief(GenerationRecord record) {
    return render(record, Optional.empty());
  }

  /** The name of the container in which a generation is verified. */
  public static String containerId(int generation) {
    return "lab-gen-" + generation;
  }

  private static ObjectNode render(GenerationRecord record, Optional<JsonNode> report) {
    ObjectNode json =
        Json.object()
            .put("generation", record.generation())
            .put("parent", record.parent())
            .put("spec-hash", record.specHash());
    record.artifactHash().ifPresent(hash -> json.put("artifact-hash", hash));
    json.put("outcome", record.outcome().id())
        .put("created", Timestamps.text(record.created()))
        .put("container-id", containerId(record.generation()));
    record.completed().ifPresent(at -> json.put("completed", Timestamps.text(at)));
    record.artifactRef().ifPresent(ref -> json.put("artifact-ref", ref));
    report.ifPresent(viability -> json.set("viability", viability));
    record.campaignId().ifPresent(id -> json.put("campaign-id", id));
    record.reverseRun().ifPresent(run -> json.set("baseline-reverse-run", reverseRun(run)));
    return json;
  }

  private static ObjectNode reverseRun(ReverseRun run) {
    ObjectNode json = Json.object().put("baseline", run.baseline());
    return run.end()
        .fold(
            judged -> {
              json.put("viable", judged.viable());
              judged.failureStage().ifPresent(stage -> json.put("failure-stage", stage.id()));
              return json.put("summary", judged.summary()).put("report-blob", judged.reportBlob());
            },
            aborted -> json.put("kind", aborted.kind().id()).put("reason", aborted.reason()));
  }
}
