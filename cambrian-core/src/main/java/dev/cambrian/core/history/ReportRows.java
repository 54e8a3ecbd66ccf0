package dev.cambrian.core.history;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.verdict.CheckSet;
import dev.cambrian.core.verdict.Stage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What a viability report says of contracts and failures, read leniently: what has not the form of
 * section 5 of the design gives no row, so that an odd report never stops a rebuild.
 *
 * @param contracts in the order of the report
 * @param failures of its diagnostics, in order
 * @param limit that the artifact went over
 * @param canary of the test runner, where it ran
 */
record ReportRows(
    List<ContractRow> contracts,
    List<FailureRow> failures,
    Optional<LimitRow> limit,
    Optional<CanaryRow> canary) {
  /**
   * @param kind {@code contract}, {@code spec-vector}, {@code baseline-contract}, or for what else
   *     only informs {@code examiner}, {@code redteam}, {@code adaptive}
   */
  record ContractRow(
      String kind, String name, boolean passed, long durationMs, Optional<String> error) {}

  /**
   * @param kind see {@link #kind}
   */
  record FailureRow(
      String stage,
      String kind,
      String test,
      String error,
      Optional<String> file,
      Optional<Long> line) {}

  record LimitRow(String stage, String limit) {}

  record CanaryRow(boolean passed, long durationMs) {}

  static ReportRows of(byte[] report) {
    JsonNode root = Json.parseStored(new String(report, StandardCharsets.UTF_8));
    JsonNode health = root.path("checks").path("health");
    List<ContractRow> contracts = new ArrayList<>();
    addContracts(contracts, "contract", health.path("contracts"));
    addContracts(contracts, "spec-vector", health.path("spec-vectors"));
    addContracts(contracts, "baseline-contract", health.path("baseline-contracts"));
    for (CheckSet set : CheckSet.values()) {
      addContracts(contracts, set.id(), health.path(set.member()));
    }
    JsonNode diagnostics = root.path("diagnostics");
    Optional<LimitRow> limit =
        text(diagnostics.path("limit"))
            .map(it -> new LimitRow(text(diagnostics.path("stage")).orElse(""), it));
    return new ReportRows(
        List.copyOf(contracts),
        failures(diagnostics, root.path("checks")),
        limit,
        canary(root.path("checks").path("test").path("canary")));
  }

  private static Optional<CanaryRow> canary(JsonNode canary) {
    return number(canary.path("duration_ms"))
        .map(it -> new CanaryRow(canary.path("passed").asBoolean(false), it));
  }

  private static void addContracts(List<ContractRow> rows, String kind, JsonNode results) {
    for (Map.Entry<String, JsonNode> result : results.properties()) {
      JsonNode value = result.getValue();
      rows.add(
          new ContractRow(
              kind,
              carried(result.getKey()),
              value.path("passed").asBoolean(false),
              number(value.path("duration_ms")).orElse(0L),
              text(value.path("error"))));
    }
  }

  private static List<FailureRow> failures(JsonNode diagnostics, JsonNode checks) {
    List<FailureRow> rows = new ArrayList<>();
    String stage = text(diagnostics.path("stage")).orElse("");
    JsonNode failures = diagnostics.path("failures");
    for (int i = 0; i < failures.size(); i++) {
      JsonNode failure = failures.path(i);
      rows.add(
          new FailureRow(
              stage,
              kind(stage, failure, checks),
              text(failure.path("test")).orElse(""),
              text(failure.path("error")).orElse(""),
              text(failure.path("file")),
              number(failure.path("line"))));
    }
    return List.copyOf(rows);
  }

  /**
   * What failed: {@code contract} or {@code spec-vector} where the report has that one as failed,
   * else the id of a stage. A test that is only called like a contract is a test.
   */
  private static String kind(String stage, JsonNode failure, JsonNode checks) {
    String test = text(failure.path("test")).orElse("");
    boolean served = stage.equals(Stage.TEST.id()) || stage.equals(Stage.HEALTH.id());
    if (!served || text(failure.path("file")).isPresent()) {
      return stage;
    }
    JsonNode health = checks.path("health");
    if (failed(test, "contract ", health.path("contracts"))) {
      return "contract";
    }
    if (failed(test, "spec vector ", health.path("spec-vectors"))) {
      return "spec-vector";
    }
    // Where the program did not start, its health was not asked.
    boolean started = passed(checks.path("start"));
    Stage beyond = started ? Stage.HEALTH : Stage.START;
    return test.equals(beyond.id()) && !passed(checks.path(test)) ? test : stage;
  }

  private static boolean failed(String test, String prefix, JsonNode results) {
    return test.startsWith(prefix)
        && results.has(test.substring(prefix.length()))
        && !passed(results.path(test.substring(prefix.length())));
  }

  private static boolean passed(JsonNode check) {
    return check.path("passed").asBoolean(false);
  }

  private static Optional<String> text(JsonNode node) {
    return node.isString() ? Optional.of(carried(node.stringValue())) : Optional.empty();
  }

  private static Optional<Long> number(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToLong()
        ? Optional.of(node.longValue())
        : Optional.empty();
  }

  /** As UTF-8 carries it: half of a surrogate pair becomes a question mark. */
  private static String carried(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
