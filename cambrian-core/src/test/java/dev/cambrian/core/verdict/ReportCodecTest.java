package dev.cambrian.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.spec.Schemas;
import dev.cambrian.core.verdict.ViabilityReport.CanaryCheck;
import dev.cambrian.core.verdict.ViabilityReport.Checks;
import dev.cambrian.core.verdict.ViabilityReport.ContractResult;
import dev.cambrian.core.verdict.ViabilityReport.Diagnostics;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import dev.cambrian.core.verdict.ViabilityReport.HealthCheck;
import dev.cambrian.core.verdict.ViabilityReport.StageCheck;
import dev.cambrian.core.verdict.ViabilityReport.Status;
import dev.cambrian.core.verdict.ViabilityReport.TestCheck;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The codec, and that it and the schema accept and refuse the same documents. */
class ReportCodecTest {
  private static final String HASH = "sha256:" + "0a".repeat(32);

  private static ViabilityReport viable() {
    return new ViabilityReport(
        3,
        Status.VIABLE,
        Optional.empty(),
        new Checks(
            new StageCheck(true, 4),
            new StageCheck(true, 1200),
            new TestCheck(
                true, 800, 5, 5, Optional.of(new CanaryCheck(true, 790, Optional.empty()))),
            new StageCheck(true, 310),
            new HealthCheck(
                true,
                25,
                Map.of("health", new ContractResult(true, 3, Optional.empty())),
                Map.of("echo", new ContractResult(true, 2, Optional.empty())),
                Map.of("old", new ContractResult(false, 1, Optional.of("status: 404"))))),
        Map.of("total_duration_ms", 2400.0, "test_pass_rate", 1.0),
        Instant.parse("2026-11-24T10:11:12.345Z"),
        Optional.empty(),
        Optional.of(HASH),
        HASH,
        "bubblewrap");
  }

  private static ViabilityReport nonViable() {
    return new ViabilityReport(
        0,
        Status.NON_VIABLE,
        Optional.of(Stage.BUILD),
        new Checks(
            new StageCheck(true, 4),
            new StageCheck(false, 1200),
            TestCheck.NOT_ATTEMPTED,
            StageCheck.NOT_ATTEMPTED,
            HealthCheck.NOT_ATTEMPTED),
        Map.of("test_pass_rate", 0.0),
        Instant.parse("2026-11-24T10:11:12Z"),
        Optional.of(
            new Diagnostics(
                Stage.BUILD,
                "the build failed: exit code 153",
                Optional.of(153),
                Optional.of(Limit.FILE_SIZE),
                List.of(
                    new Failure("compile", "';' expected", Optional.of("A.java"), Optional.of(12)),
                    new Failure("x", "\u0000\u001b[2J", Optional.empty(), Optional.empty())),
                "out\n",
                "err\n")),
        Optional.empty(),
        HASH,
        "none");
  }

  @Test
  void a_viable_report_reads_back_as_it_was_written() {
    assertThat(ReportCodec.decode(ReportCodec.encode(viable()))).isEqualTo(viable());
  }

  @Test
  void a_non_viable_report_reads_back_as_it_was_written() {
    assertThat(ReportCodec.decode(ReportCodec.encode(nonViable()))).isEqualTo(nonViable());
  }

  @Test
  void a_report_of_tests_that_a_canary_gave_the_lie_reads_back_as_it_was_written() {
    ViabilityReport before = nonViable();
    ViabilityReport report =
        new ViabilityReport(
            before.generation(),
            before.status(),
            Optional.of(Stage.TEST),
            new Checks(
                new StageCheck(true, 4),
                new StageCheck(true, 1200),
                new TestCheck(
                    false,
                    800,
                    5,
                    5,
                    Optional.of(new CanaryCheck(false, 9, Optional.of("neither ran")))),
                StageCheck.NOT_ATTEMPTED,
                HealthCheck.NOT_ATTEMPTED),
            before.fitness(),
            before.completedAt(),
            before
                .diagnostics()
                .map(
                    it ->
                        new Diagnostics(
                            Stage.TEST,
                            it.summary(),
                            it.exitCode(),
                            it.limit(),
                            it.failures(),
                            it.stdoutTail(),
                            it.stderrTail())),
            before.artifactHash(),
            before.specHash(),
            before.isolation());

    String json = ReportCodec.encode(report);

    assertThat(Schemas.accepts("viability-report", json)).isTrue();
    assertThat(ReportCodec.decode(json)).isEqualTo(report);
  }

  private static ViabilityReport informing() {
    ViabilityReport before = viable();
    HealthCheck health = before.checks().health();
    Map<String, ContractResult> found =
        Map.of("x", new ContractResult(false, 7, Optional.of("status: expected 200, got 500")));
    return new ViabilityReport(
        before.generation(),
        before.status(),
        before.failureStage(),
        new Checks(
            before.checks().manifest(),
            before.checks().build(),
            before.checks().test(),
            before.checks().start(),
            new HealthCheck(
                true,
                25,
                health.contracts(),
                health.specVectors(),
                health.baselineContracts(),
                Optional.empty(),
                Map.of(CheckSet.REDTEAM, Map.of(), CheckSet.EXAMINER, found),
                Optional.of(
                    new Performance(
                        12_000,
                        10_003,
                        1199.6,
                        0.251,
                        12.5,
                        0.75,
                        1,
                        Optional.of(77L << 20),
                        false)))),
        before.fitness(),
        before.completedAt(),
        before.diagnostics(),
        before.artifactHash(),
        before.specHash(),
        before.isolation());
  }

  @Test
  void a_report_with_what_only_informs_reads_back_as_it_was_written() {
    String json = ReportCodec.encode(informing());

    assertThat(Schemas.accepts("viability-report", json)).isTrue();
    assertThat(ReportCodec.decode(json)).isEqualTo(informing());
    assertThat(ReportCodec.toJson(informing()).get("checks").get("health").propertyNames())
        .containsExactly(
            "passed",
            "duration_ms",
            "contracts",
            "spec-vectors",
            "baseline-contracts",
            "examiner-results",
            "redteam-results",
            "performance");
  }

  static Stream<Consumer<ObjectNode>> brokenInformation() {
    return Stream.of(
        health -> health.put("examiner-results", true),
        health -> ((ObjectNode) health.get("examiner-results")).put("x", true),
        health -> health.put("performance", 5),
        health -> performance(health).remove("p99_ms"),
        health -> performance(health).remove("late_p99_ms"),
        health -> performance(health).put("errors", -1),
        health -> performance(health).put("p50_ms", -0.5),
        health -> performance(health).put("rss_bytes", "much"),
        health -> performance(health).putNull("passed"));
  }

  private static ObjectNode performance(ObjectNode health) {
    return (ObjectNode) health.get("performance");
  }

  @ParameterizedTest
  @MethodSource("brokenInformation")
  void what_only_informs_is_read_as_strictly_as_the_rest(Consumer<ObjectNode> breaking) {
    ObjectNode json = ReportCodec.toJson(informing());
    breaking.accept((ObjectNode) json.get("checks").get("health"));

    assertThat(Schemas.accepts("viability-report", json.toString())).isFalse();
    assertThatThrownBy(() -> ReportCodec.fromJson(json)).isInstanceOf(ReportException.class);
  }

  @Test
  void the_members_have_the_names_of_the_fields_first_system() {
    ObjectNode json = ReportCodec.toJson(nonViable());

    assertThat(json.propertyNames())
        .containsExactly(
            "generation",
            "status",
            "failure_stage",
            "checks",
            "fitness",
            "completed_at",
            "diagnostics",
            "spec_hash",
            "isolation");
    assertThat(json.get("checks").get("health").propertyNames())
        .containsExactly(
            "passed", "duration_ms", "contracts", "spec-vectors", "baseline-contracts");
    assertThat(json.get("checks").get("test").propertyNames())
        .containsExactly("passed", "duration_ms", "tests_run", "tests_passed");
    assertThat(ReportCodec.toJson(viable()).get("checks").get("test").get("canary").propertyNames())
        .containsExactly("passed", "duration_ms");
    assertThat(json.get("diagnostics").propertyNames())
        .containsExactly(
            "stage", "summary", "exit_code", "limit", "failures", "stdout_tail", "stderr_tail");
    assertThat(ReportCodec.toJson(viable()).get("failure_stage").stringValue()).isEqualTo("none");
    assertThat(ReportCodec.toJson(viable()).has("diagnostics")).isFalse();
  }

  private static ObjectNode canary(ObjectNode report) {
    return (ObjectNode) report.get("checks").get("test").get("canary");
  }

  static Stream<Consumer<ObjectNode>> broken() {
    return Stream.of(
        json -> json.remove("generation"),
        json -> json.put("generation", -1),
        json -> json.put("generation", "3"),
        json -> json.put("generation", 3.5),
        json -> json.put("generation", 1L << 31),
        json -> json.put("status", "VIABLE"),
        json -> json.put("status", "non-viable"),
        json -> json.put("failure_stage", "build"),
        json -> json.putNull("failure_stage"),
        json -> json.remove("checks"),
        json -> json.putArray("checks"),
        json -> ((ObjectNode) json.get("checks").get("build")).put("passed", false),
        json -> ((ObjectNode) json.get("checks").get("build")).put("passed", 1),
        json -> ((ObjectNode) json.get("checks").get("build")).put("duration_ms", -1),
        json -> ((ObjectNode) json.get("checks").get("test")).remove("tests_run"),
        json -> ((ObjectNode) json.get("checks").get("test")).put("canary", true),
        json -> canary(json).remove("duration_ms"),
        json -> canary(json).put("passed", false),
        json -> canary(json).put("error", 4),
        json -> ((ObjectNode) json.get("checks").get("health")).remove("spec-vectors"),
        json ->
            ((ObjectNode) json.get("checks").get("health").get("contracts").get("health"))
                .put("error", 4),
        json -> ((ObjectNode) json.get("fitness")).put("test_pass_rate", "1"),
        json -> json.put("completed_at", "2026-11-24T10:11:12+01:00"),
        json -> json.put("completed_at", "2026-13-24T10:11:12Z"),
        json -> json.putObject("diagnostics"),
        json -> json.put("artifact_hash", "sha256:0A"),
        json -> json.put("spec_hash", ""),
        json -> json.put("isolation", ""));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void codec_and_schema_refuse_the_same(Consumer<ObjectNode> damage) {
    ObjectNode json = ReportCodec.toJson(viable());

    damage.accept(json);

    assertThat(Schemas.accepts("viability-report", json.toString())).isFalse();
    assertThatExceptionOfType(ReportException.class)
        .isThrownBy(() -> ReportCodec.decode(json.toString()))
        .withMessageStartingWith("not a viability report: ");
  }

  static Stream<Consumer<ObjectNode>> brokenDiagnostics() {
    return Stream.of(
        json -> json.remove("diagnostics"),
        json -> json.putNull("diagnostics"),
        json -> json.put("failure_stage", "none"),
        json -> json.put("status", "viable"),
        json -> ((ObjectNode) json.get("diagnostics")).put("stage", "none"),
        json -> ((ObjectNode) json.get("diagnostics")).remove("summary"),
        json -> ((ObjectNode) json.get("diagnostics")).put("exit_code", "1"),
        json -> ((ObjectNode) json.get("diagnostics")).put("limit", "luck"),
        json -> ((ObjectNode) json.get("diagnostics")).put("limit", "FILE_SIZE"),
        json -> ((ObjectNode) json.get("diagnostics")).put("limit", 7),
        json -> ((ObjectNode) json.get("diagnostics")).put("stdout_tail", "x".repeat(65_537)),
        json ->
            ((ObjectNode) json.get("diagnostics").get("failures").get(0))
                .put("error", "x".repeat(501)),
        json -> ((ObjectNode) json.get("diagnostics").get("failures").get(0)).put("line", 0));
  }

  @ParameterizedTest
  @MethodSource("brokenDiagnostics")
  void codec_and_schema_refuse_the_same_of_a_non_viable_report(Consumer<ObjectNode> damage) {
    ObjectNode json = ReportCodec.toJson(nonViable());

    damage.accept(json);

    assertThat(Schemas.accepts("viability-report", json.toString())).isFalse();
    assertThatExceptionOfType(ReportException.class)
        .isThrownBy(() -> ReportCodec.decode(json.toString()));
  }

  @ParameterizedTest
  @EnumSource
  void every_limit_reads_back_as_it_was_written_and_the_schema_knows_it(Limit limit) {
    ObjectNode json = ReportCodec.toJson(nonViable());

    ((ObjectNode) json.get("diagnostics")).put("limit", limit.id());

    assertThat(Schemas.accepts("viability-report", json.toString())).isTrue();
    assertThat(ReportCodec.decode(json.toString()).diagnostics().orElseThrow().limit())
        .contains(limit);
  }

  @Test
  void a_report_without_a_limit_or_with_null_names_none() {
    ObjectNode without = ReportCodec.toJson(nonViable());
    ((ObjectNode) without.get("diagnostics")).remove("limit");
    ObjectNode withNull = without.deepCopy();
    ((ObjectNode) withNull.get("diagnostics")).putNull("limit");

    for (ObjectNode json : List.of(without, withNull)) {
      assertThat(Schemas.accepts("viability-report", json.toString())).isTrue();
      ViabilityReport report = ReportCodec.decode(json.toString());
      assertThat(report.diagnostics().orElseThrow().limit()).isEmpty();
      assertThat(ReportCodec.toJson(report).get("diagnostics").has("limit")).isFalse();
    }
  }

  static Stream<Consumer<ObjectNode>> harmless() {
    return Stream.of(
        json -> {},
        json -> json.put("unknown", true),
        json -> json.remove("artifact_hash"),
        json -> ((ObjectNode) json.get("checks").get("test")).remove("canary"),
        json -> ((ObjectNode) json.get("checks").get("test")).putNull("canary"),
        json -> canary(json).putNull("error"),
        json -> json.put("generation", 3.0),
        json -> json.put("completed_at", "2026-11-24T10:11:12Z"),
        json -> ((ObjectNode) json.get("fitness")).put("new_measure", 0.25),
        json -> ((ObjectNode) json.get("checks").get("health").get("contracts")).removeAll());
  }

  @ParameterizedTest
  @MethodSource("harmless")
  void codec_and_schema_accept_the_same(Consumer<ObjectNode> change) {
    ObjectNode json = ReportCodec.toJson(viable());

    change.accept(json);

    assertThat(Schemas.accepts("viability-report", json.toString())).isTrue();
    assertThat(ReportCodec.decode(json.toString()).viable()).isTrue();
  }

  @Test
  void a_duplicate_member_or_no_json_at_all_is_no_report() {
    String json = JsonMapper.shared().writeValueAsString(ReportCodec.toJson(viable()));

    for (String bad :
        List.of(
            "", "[]", "null", json + "x", json.replaceFirst("\\{", "{\"status\":\"viable\","))) {
      assertThatExceptionOfType(ReportException.class).isThrownBy(() -> ReportCodec.decode(bad));
    }
  }
}
