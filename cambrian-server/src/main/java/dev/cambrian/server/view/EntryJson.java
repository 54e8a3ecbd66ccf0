package dev.cambrian.server.view;

import dev.cambrian.core.history.GenerationRecord;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the list of generations, the page of one and the server's answer about one tell of it in
 * JSON beyond the record in long lists on the wire: whoever knows one finds the same in the others.
 */
public final class EntryJson {
  private EntryJson() {}

  /** What is not known is left out. */
  public static void add(LogEntry entry, ObjectNode node) {
    GenerationRecord record = entry.record();
    entry.specTitle().ifPresent(title -> node.put("spec-title", title));
    node.put("attempt", record.attempt())
        .put("candidate", record.candidate())
        .put("model", record.model());
    record.producerModel().ifPresent(model -> node.put("producer-model", model));
    record.viable().ifPresent(viable -> node.put("viable", viable));
    record.failureStage().ifPresent(stage -> node.put("failure-stage", stage.id()));
    record.failure().ifPresent(failure -> node.put("failure", failure.id()));
    record.reason().ifPresent(reason -> node.put("reason", reason));
    if (record.usage().total() > 0) {
      node.putObject("token-usage")
          .put("input", record.usage().input())
          .put("output", record.usage().output());
    }
    entry.cost().ifPresent(cost -> node.put("cost-micro-usd", cost));
    record.isolation().ifPresent(isolation -> node.put("isolation", isolation));
    entry.duration().ifPresent(took -> node.put("duration-ms", took.toMillis()));
  }
}
