package dev.cambrian.core.verdict;

import dev.cambrian.core.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the viability report of an older or another rig into one that {@link ReportCodec} reads.
 * What such a report lacks is completed where the rest of it leaves no choice, what it has keeps
 * its name and value, and what it says wrongly stays wrong and is refused.
 */
public final class OlderReports {
  private static final List<String> RESULTS =
      List.of("contracts", "spec-vectors", "baseline-contracts");

  private final ObjectNode report;
  private final boolean viable;

  private OlderReports(ObjectNode report) {
    this.report = report;
    this.viable = report.path("status").asString("").equals(ViabilityReport.Status.VIABLE.id());
  }

  /**
   * A completed copy. These may be lacking: {@code failure_stage}, checks that the status decides,
   * durations, counts, results of contracts, {@code fitness}, {@code completed_at}, {@code
   * diagnostics} and their members, both hashes and the isolation, which becomes {@code imported}.
   * Measures of fitness that are no numbers move into {@code fitness_other}; a text that is longer
   * than a report may hold is cut.
   *
   * @param generation that the report is about here
   * @param specHash of the spec, which must not be another than the report's own
   * @param artifactHash likewise
   * @param completedAt where the report does not tell
   * @throws ReportException if it is no report even so
   */
  public static ObjectNode completed(
      ObjectNode older, int generation, String specHash, String artifactHash, Instant completedAt) {
    ObjectNode copy = older.deepCopy();
    new OlderReports(copy).complete(generation, completedAt);
    same(copy, "spec_hash", specHash);
    same(copy, "artifact_hash", artifactHash);
    if (!copy.path("isolation").isString()) {
      copy.put("isolation", "imported");
    }
    var _ = ReportCodec.fromJson(copy);
    return copy;
  }

  private static void same(ObjectNode report, String member, String hash) {
    JsonNode own = report.get(member);
    if (own != null && !own.isNull() && !own.asString("").equals(hash)) {
      throw new ReportException(member, "is of another spec or artifact");
    }
    report.put(member, hash);
  }

  private void complete(int generation, Instant completedAt) {
    report.put("generation", generation);
    if (absent(report, "failure_stage")) {
      String stage =
          viable ? "none" : report.path("diagnostics").path("stage").asString(firstFailed());
      report.put("failure_stage", stage);
    }
    checks();
    fitness();
    completedAt(completedAt);
    if (viable || absent(report, "diagnostics")) {
      report.remove("diagnostics");
    }
    if (!viable) {
      diagnostics();
    }
  }

  private String firstFailed() {
    for (Stage stage : Stage.values()) {
      JsonNode check = report.path("checks").path(stage.id());
      if (check.isObject() && !check.path("passed").asBoolean(false)) {
        return stage.id();
      }
    }
    return "none";
  }

  /** Every stage before the one that failed has passed, and all have where none did. */
  private void checks() {
    ObjectNode checks = object(report, "checks");
    String failed = report.path("failure_stage").asString("");
    boolean before = true;
    for (Stage stage : Stage.values()) {
      before &= !stage.id().equals(failed);
      ObjectNode check = object(checks, stage.id());
      if (absent(check, "passed")) {
        check.put("passed", before);
      }
      zero(check, "duration_ms");
      switch (stage) {
        case TEST -> {
          zero(check, "tests_run");
          zero(check, "tests_passed");
        }
        case HEALTH -> {
          RESULTS.forEach(name -> results(check, name));
          informing(check);
        }
        case MANIFEST, BUILD, START -> {}
      }
    }
  }

  private static void results(ObjectNode health, String name) {
    JsonNode snake = health.remove(name.replace('-', '_'));
    if (snake != null && absent(health, name)) {
      health.set(name, snake);
    }
    for (JsonNode result : object(health, name)) {
      if (result instanceof ObjectNode known) {
        zero(known, "duration_ms");
      }
    }
  }

  /**
   * What only informs and is not in our form moves into {@code other}: another rig may well have
   * meant something else by the name.
   */
  private static void informing(ObjectNode health) {
    ObjectNode other = Json.object();
    for (CheckSet set : CheckSet.values()) {
      String snake = set.member().replace('-', '_');
      if (absent(health, set.member()) && health.path(snake).isObject()) {
        health.set(set.member(), health.remove(snake));
      }
      if (health.path(set.member()).isObject()) {
        results(health, set.member());
      }
      if (health.has(set.member()) && !ReportCodec.isResults(health.path(set.member()))) {
        other.set(set.member(), health.remove(set.member()));
      }
    }
    if (health.has("performance") && !ReportCodec.isPerformance(health.path("performance"))) {
      other.set("performance", health.remove("performance"));
    }
    if (!other.isEmpty()) {
      health.set("other", other);
    }
  }

  private void fitness() {
    ObjectNode fitness = object(report, "fitness");
    ObjectNode other = Json.object();
    for (Map.Entry<String, JsonNode> measure : List.copyOf(fitness.properties())) {
      if (!measure.getValue().isNumber()) {
        other.set(measure.getKey(), measure.getValue());
        fitness.remove(measure.getKey());
      }
    }
    if (!other.isEmpty()) {
      report.set("fitness_other", other);
    }
  }

  private void completedAt(Instant otherwise) {
    if (absent(report, "completed_at")) {
      report.put("completed_at", otherwise.toString());
      return;
    }
    try {
      OffsetDateTime at =
          OffsetDateTime.parse(
              report.path("completed_at").asString(""), DateTimeFormatter.ISO_OFFSET_DATE_TIME);
      report.put("completed_at", at.withOffsetSameInstant(ZoneOffset.UTC).toInstant().toString());
    } catch (DateTimeException notSo) {
      // As it is: the codec refuses it and says why.
      return;
    }
  }

  private void diagnostics() {
    ObjectNode diagnostics = object(report, "diagnostics");
    String stage = report.path("failure_stage").asString("");
    if (absent(diagnostics, "stage")) {
      diagnostics.put("stage", stage);
    }
    if (absent(diagnostics, "summary")) {
      diagnostics.put("summary", "failed at " + stage);
    }
    tail(diagnostics, "stdout_tail");
    tail(diagnostics, "stderr_tail");
    if (absent(diagnostics, "failures")) {
      diagnostics.set("failures", Json.object().arrayNode());
    }
    if (diagnostics.get("failures") instanceof ArrayNode failures) {
      for (JsonNode failure : failures) {
        if (failure instanceof ObjectNode known) {
          failure(known);
        }
      }
    }
  }

  private static void failure(ObjectNode failure) {
    if (absent(failure, "test")) {
      failure.put("test", "");
    }
    String error = failure.path("error").asString("");
    if (absent(failure, "error") || failure.path("error").isString()) {
      int limit = ViabilityReport.Failure.MAX_ERROR;
      failure.put(
          "error",
          error.codePointCount(0, error.length()) <= limit
              ? error
              : error.substring(0, error.offsetByCodePoints(0, limit)));
    }
    if (failure.path("line").isIntegralNumber() && failure.path("line").asLong() < 1) {
      failure.remove("line");
    }
  }

  private static void tail(ObjectNode diagnostics, String member) {
    if (absent(diagnostics, member)) {
      diagnostics.put(member, "");
    }
    String text = diagnostics.path(member).asString("");
    int most = ViabilityReport.Diagnostics.MAX_TAIL;
    if (text.length() > most) {
      int start = text.length() - most;
      diagnostics.put(
          member, text.substring(Character.isLowSurrogate(text.charAt(start)) ? start + 1 : start));
    }
  }

  /** The member as an object; a new one where it is absent. */
  private static ObjectNode object(ObjectNode parent, String member) {
    if (absent(parent, member)) {
      return parent.putObject(member);
    }
    if (parent.get(member) instanceof ObjectNode known) {
      return known;
    }
    throw new ReportException(member, "must be an object");
  }

  private static void zero(ObjectNode parent, String member) {
    if (absent(parent, member)) {
      parent.put(member, 0);
    }
  }

  /** Absent or null. */
  private static boolean absent(ObjectNode parent, String member) {
    JsonNode value = parent.get(member);
    return value == null || value.isNull();
  }
}
