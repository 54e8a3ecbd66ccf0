package dev.cambrian.core.verdict;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.JsonException;
import dev.cambrian.core.verdict.ViabilityReport.CanaryCheck;
import dev.cambrian.core.verdict.ViabilityReport.Checks;
import dev.cambrian.core.verdict.ViabilityReport.ContractResult;
import dev.cambrian.core.verdict.ViabilityReport.Diagnostics;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import dev.cambrian.core.verdict.ViabilityReport.HealthCheck;
import dev.cambrian.core.verdict.ViabilityReport.StageCheck;
import dev.cambrian.core.verdict.ViabilityReport.Status;
import dev.cambrian.core.verdict.ViabilityReport.TestCheck;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The viability report as JSON: {@code schemas/viability-report.schema.json}. Reading is strict: a
 * duplicate or mistyped member, or a report that contradicts itself, is a {@link ReportException};
 * unknown members are ignored.
 */
public final class ReportCodec {
  private ReportCodec() {}

  /** The report as indented JSON that ends with a line feed. */
  public static String encode(ViabilityReport report) {
    return Json.write(toJson(report), new DefaultPrettyPrinter()) + "\n";
  }

  /**
   * Reads a report from UTF-8 JSON.
   *
   * @throws ReportException where it is none
   */
  public static ViabilityReport decode(byte[] utf8) {
    try {
      return decode(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString());
    } catch (CharacterCodingException e) {
      throw new ReportException("the bytes are not UTF-8", e);
    }
  }

  /**
   * Reads a report.
   *
   * @throws ReportException where it is none
   */
  public static ViabilityReport decode(String json) {
    JsonNode root;
    try {
      root = Json.parse(json);
    } catch (JsonException e) {
      throw new ReportException("no valid JSON: " + e.getMessage(), e);
    }
    return fromJson(root);
  }

  /** The report as a tree, for answers that carry it. */
  public static ObjectNode toJson(ViabilityReport report) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("generation", report.generation());
    json.put("status", report.status().id());
    json.put("failure_stage", report.failureStage().map(Stage::id).orElse("none"));
    json.set("checks", checks(report.checks()));
    ObjectNode fitness = json.putObject("fitness");
    report.fitness().forEach((name, value) -> putNumber(fitness, name, value));
    json.put("completed_at", report.completedAt().toString());
    report.diagnostics().ifPresent(it -> json.set("diagnostics", diagnostics(it)));
    report.artifactHash().ifPresent(it -> json.put("artifact_hash", it));
    json.put("spec_hash", report.specHash());
    json.put("isolation", report.isolation());
    return json;
  }

  /**
   * Reads a report from a tree.
   *
   * @throws ReportException where it is none
   */
  public static ViabilityReport fromJson(JsonNode json) {
    ReportReader root = ReportReader.of(json, "the document");
    int generation = root.count("generation");
    Status status = root.choice("status", ReportCodec::status);
    Optional<Stage> failureStage = root.choice("failure_stage", ReportCodec::failureStage);
    Map<String, Double> fitness = root.object("fitness").numbers();
    ViabilityReport report;
    try {
      Checks checks = checks(root.object("checks"));
      report =
          new ViabilityReport(
              generation,
              status,
              failureStage,
              checks,
              fitness,
              root.instant("completed_at"),
              root.optionalObject("diagnostics").map(ReportCodec::diagnostics),
              root.optionalText("artifact_hash", ReportReader.HASH),
              root.text("spec_hash", ReportReader.HASH),
              root.text("isolation", ReportReader.NOT_EMPTY));
    } catch (IllegalArgumentException e) {
      throw new ReportException(String.valueOf(e.getMessage()), e);
    }
    agreesWithItself(report);
    return report;
  }

  /** What the parts of a report say of each other, beside what its constructor demands. */
  private static void agreesWithItself(ViabilityReport report) {
    Checks checks = report.checks();
    if (!report.failureStage().equals(checks.firstFailed())) {
      throw new ReportException("failure_stage", "is not the first stage that failed");
    }
    if (!report.diagnostics().map(Diagnostics::stage).equals(report.failureStage())) {
      throw new ReportException("diagnostics.stage", "is not the failure stage");
    }
    if (checks.test().testsPassed() > checks.test().testsRun()) {
      throw new ReportException("checks.test.tests_passed", "is more than were run");
    }
  }

  private static Optional<Status> status(String id) {
    for (Status status : Status.values()) {
      if (status.id().equals(id)) {
        return Optional.of(status);
      }
    }
    return Optional.empty();
  }

  private static Optional<Optional<Stage>> failureStage(String id) {
    if (id.equals("none")) {
      return Optional.of(Optional.empty());
    }
    Optional<Stage> known = Stage.of(id);
    return known.isPresent() ? Optional.of(known) : Optional.empty();
  }

  private static ObjectNode checks(Checks checks) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("manifest", check(checks.manifest().passed(), checks.manifest().durationMs()));
    json.set("build", check(checks.build().passed(), checks.build().durationMs()));
    TestCheck test = checks.test();
    ObjectNode testJson =
        check(test.passed(), test.durationMs())
            .put("tests_run", test.testsRun())
            .put("tests_passed", test.testsPassed());
    test.canary()
        .ifPresent(it -> testJson.set("canary", check(it.passed(), it.durationMs(), it.error())));
    json.set("test", testJson);
    json.set("start", check(checks.start().passed(), checks.start().durationMs()));
    HealthCheck health = checks.health();
    ObjectNode healthJson = check(health.passed(), health.durationMs());
    healthJson.set("contracts", results(health.contracts()));
    healthJson.set("spec-vectors", results(health.specVectors()));
    healthJson.set("baseline-contracts", results(health.baselineContracts()));
    health.baselineGeneration().ifPresent(it -> healthJson.put("baseline-generation", it));
    health.sets().forEach((set, found) -> healthJson.set(set.member(), results(found)));
    health.performance().ifPresent(it -> healthJson.set("performance", performance(it)));
    json.set("health", healthJson);
    return json;
  }

  private static Checks checks(ReportReader json) {
    ReportReader test = json.object("test");
    ReportReader health = json.object("health");
    return new Checks(
        check(json.object("manifest")),
        check(json.object("build")),
        new TestCheck(
            test.flag("passed"),
            test.longCount("duration_ms"),
            test.count("tests_run"),
            test.count("tests_passed"),
            test.optionalObject("canary").map(ReportCodec::canary)),
        check(json.object("start")),
        new HealthCheck(
            health.flag("passed"),
            health.longCount("duration_ms"),
            results(health.object("contracts")),
            results(health.object("spec-vectors")),
            results(health.object("baseline-contracts")),
            health.optionalInteger("baseline-generation"),
            sets(health),
            health.optionalObject("performance").map(ReportCodec::performance)));
  }

  private static Map<CheckSet, Map<String, ContractResult>> sets(ReportReader health) {
    Map<CheckSet, Map<String, ContractResult>> sets = new EnumMap<>(CheckSet.class);
    for (CheckSet set : CheckSet.values()) {
      health.optionalObject(set.member()).ifPresent(it -> sets.put(set, results(it)));
    }
    return sets;
  }

  /** Whether that is what a report has of a program under load. */
  static boolean isPerformance(JsonNode json) {
    return reads(json, ReportCodec::performance);
  }

  /** Whether that is what a report has of a set of contracts. */
  static boolean isResults(JsonNode json) {
    return reads(json, ReportCodec::results);
  }

  private static boolean reads(JsonNode json, Function<ReportReader, ?> reading) {
    try {
      var _ = reading.apply(ReportReader.of(json, "it"));
      return true;
    } catch (ReportException | IllegalArgumentException another) {
      return false;
    }
  }

  private static ObjectNode performance(Performance performance) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("passed", performance.passed());
    json.put("requests", performance.requests());
    json.put("duration_ms", performance.durationMs());
    json.put("requests_per_second", performance.requestsPerSecond());
    json.put("p50_ms", performance.p50Ms());
    json.put("p99_ms", performance.p99Ms());
    json.put("late_p99_ms", performance.lateP99Ms());
    json.put("errors", performance.errors());
    performance.rssBytes().ifPresent(it -> json.put("rss_bytes", it));
    return json;
  }

  private static Performance performance(ReportReader json) {
    return new Performance(
        json.longCount("requests"),
        json.longCount("duration_ms"),
        json.number("requests_per_second"),
        json.number("p50_ms"),
        json.number("p99_ms"),
        json.number("late_p99_ms"),
        json.longCount("errors"),
        json.optionalLongCount("rss_bytes"),
        json.flag("passed"));
  }

  private static ObjectNode check(boolean passed, long durationMs) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("passed", passed)
        .put("duration_ms", durationMs);
  }

  private static ObjectNode check(boolean passed, long durationMs, Optional<String> error) {
    ObjectNode json = check(passed, durationMs);
    error.ifPresent(it -> json.put("error", it));
    return json;
  }

  private static CanaryCheck canary(ReportReader json) {
    return new CanaryCheck(
        json.flag("passed"),
        json.longCount("duration_ms"),
        json.optionalText("error", ReportReader.ANY));
  }

  private static StageCheck check(ReportReader json) {
    return new StageCheck(json.flag("passed"), json.longCount("duration_ms"));
  }

  private static ObjectNode results(Map<String, ContractResult> results) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    results.forEach(
        (name, result) ->
            json.set(name, check(result.passed(), result.durationMs(), result.error())));
    return json;
  }

  private static Map<String, ContractResult> results(ReportReader json) {
    Map<String, ContractResult> results = new LinkedHashMap<>();
    for (String name : json.names()) {
      ReportReader member = json.object(name);
      results.put(
          name,
          new ContractResult(
              member.flag("passed"),
              member.longCount("duration_ms"),
              member.optionalText("error", ReportReader.ANY)));
    }
    return results;
  }

  private static ObjectNode diagnostics(Diagnostics diagnostics) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("stage", diagnostics.stage().id());
    json.put("summary", diagnostics.summary());
    diagnostics
        .exitCode()
        .ifPresentOrElse(code -> json.put("exit_code", code), () -> json.putNull("exit_code"));
    diagnostics.limit().ifPresent(limit -> json.put("limit", limit.id()));
    var failures = json.putArray("failures");
    for (Failure failure : diagnostics.failures()) {
      ObjectNode member = failures.addObject();
      member.put("test", failure.test());
      member.put("error", failure.error());
      failure.file().ifPresent(file -> member.put("file", file));
      failure.line().ifPresent(line -> member.put("line", line));
    }
    json.put("stdout_tail", diagnostics.stdoutTail());
    json.put("stderr_tail", diagnostics.stderrTail());
    return json;
  }

  private static Diagnostics diagnostics(ReportReader json) {
    List<Failure> failures = new ArrayList<>();
    for (ReportReader member : json.objects("failures")) {
      failures.add(
          new Failure(
              member.text("test", ReportReader.ANY),
              member.text("error", ReportReader.ANY),
              member.optionalText("file", ReportReader.ANY),
              member.optionalInteger("line")));
    }
    return new Diagnostics(
        json.choice("stage", Stage::of),
        json.text("summary", ReportReader.ANY),
        json.optionalInteger("exit_code"),
        json.optionalChoice("limit", Limit::of),
        failures,
        json.text("stdout_tail", ReportReader.ANY),
        json.text("stderr_tail", ReportReader.ANY));
  }

  private static void putNumber(ObjectNode json, String name, double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15 && !name.endsWith("_rate")) {
      json.put(name, (long) value);
    } else {
      json.put(name, value);
    }
  }
}
