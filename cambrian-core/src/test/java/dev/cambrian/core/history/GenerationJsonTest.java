package dev.cambrian.core.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.SchemaFile;
import dev.cambrian.core.verdict.FailureKind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

@DisplayNameGeneration(ReplaceUnderscores.class)
class GenerationJsonTest {
  private final SchemaFile schema = SchemaFile.of("generation-record.schema.json");
  private final History history = History.inMemory();

  @AfterEach
  void close() {
    history.close();
  }

  private ObjectNode json(int generation) {
    return GenerationJson.of(history.generation(generation).orElseThrow(), history);
  }

  @Test
  void a_promoted_generation_is_told_in_full() {
    Growth.append(history, Growth.promotedGeneration(1, 0));
    GenerationRecord record = history.generation(1).orElseThrow();

    ObjectNode json = json(1);

    assertThat(json)
        .isEqualTo(
            Json.object()
                .put("generation", 1)
                .put("parent", 0)
                .put("spec-hash", Growth.SPEC_HASH)
                .put("artifact-hash", Growth.ARTIFACT_HASH)
                .put("outcome", "promoted")
                .put("created", Timestamps.text(record.created()))
                .put("container-id", "lab-gen-1")
                .put("completed", Timestamps.text(record.completed().orElseThrow()))
                .put("artifact-ref", "artifacts/gen-1")
                .set("viability", Json.parse(Growth.VIABLE)));
    assertThat(GenerationJson.brief(record).has("viability")).isFalse();
  }

  @Test
  void a_reverse_run_is_told_with_or_without_its_verdict() {
    Growth.append(history, Growth.promotedGeneration(1, 0));
    Growth.append(history, Growth.reverseRun(1, false));
    Growth.append(history, Growth.promotedGeneration(2, 0));
    Growth.append(history, Growth.reverseRunAborted(2));

    assertThat(json(1).get("baseline-reverse-run"))
        .isEqualTo(
            Json.object()
                .put("baseline", 2)
                .put("viable", false)
                .put("failure-stage", "test")
                .put("summary", "1 of 9 tests failed")
                .put("report-blob", Blobs.hashOf(Growth.NON_VIABLE)));
    assertThat(json(2).get("baseline-reverse-run"))
        .isEqualTo(
            Json.object()
                .put("baseline", 3)
                .put("kind", "daemon-gone")
                .put("reason", "no daemon answers"));
  }

  @Test
  void what_is_not_known_yet_is_absent() {
    Growth.append(history, Growth.started(1));

    assertThat(json(1).propertyNames())
        .containsExactly("generation", "parent", "spec-hash", "outcome", "created", "container-id");
  }

  @Test
  void every_state_of_a_generation_fits_the_schema() {
    List<Integer> generations = new ArrayList<>();
    for (int length = 1; length <= 11; length++) {
      generations.add(length);
      Growth.append(history, Growth.promotedGeneration(length, 0).subList(0, length));
    }
    Growth.append(history, Growth.failedGeneration(12));
    Growth.append(history, Growth.started(13), Growth.rolledBack(13, FailureKind.TIMED_OUT));
    Growth.append(history, Growth.promotedGeneration(14, 0));
    Growth.append(history, Growth.reverseRun(14, true));
    Growth.append(history, Growth.promotedGeneration(15, 0));
    Growth.append(history, Growth.reverseRun(15, false));
    Growth.append(history, Growth.promotedGeneration(16, 0));
    Growth.append(history, Growth.reverseRunAborted(16));
    generations.addAll(List.of(12, 13, 14, 15, 16));

    assertThat(generations).allMatch(generation -> schema.accepts(json(generation)));
  }

  @Test
  void the_schema_refuses_every_document_that_is_no_record() {
    Growth.append(history, Growth.promotedGeneration(1, 0));
    ObjectNode good = json(1);
    List<String> free = Stream.of("artifact-hash", "artifact-ref", "viability").toList();

    for (ObjectNode document : SchemaFile.mutations(good)) {
      boolean same = good.propertyNames().stream().allMatch(document::has);
      if (schema.accepts(document)) {
        assertThat(allowed(good, document, free)).as("accepted %s", document).isTrue();
      } else {
        assertThat(same && document.equals(good)).isFalse();
      }
    }
  }

  /** Without an optional member, with an unknown one, or with another value of the right kind. */
  private static boolean allowed(ObjectNode good, ObjectNode document, List<String> optional) {
    if (document.has("unknown-member")) {
      return true;
    }
    for (String name : good.propertyNames()) {
      if (!document.has(name)) {
        return optional.contains(name);
      }
    }
    return document.get("viability").isObject() && document.get("artifact-ref").isString();
  }
}
