package dev.cambrian.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.verdict.ViabilityReport.HealthCheck;
import java.time.Instant;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

@DisplayNameGeneration(ReplaceUnderscores.class)
class OlderReportsTest {
  private static final String SPEC = "sha256:" + "a".repeat(64);
  private static final String ARTIFACT = "sha256:" + "b".repeat(64);
  private static final Instant THEN = Instant.parse("2026-03-26T14:29:45Z");

  private static ObjectNode older(String json) {
    return (ObjectNode) Json.parse(json);
  }

  private static ObjectNode completed(String json) {
    return OlderReports.completed(older(json), 9, SPEC, ARTIFACT, THEN);
  }

  private static ViabilityReport read(String json) {
    return ReportCodec.fromJson(completed(json));
  }

  @Test
  void what_only_informs_is_kept_where_it_has_our_form_and_put_aside_where_not() {
    ObjectNode ours =
        completed(
            """
            {"status": "viable", "checks": {"health": {
              "examiner_results": {"a": {"passed": true}},
              "performance": {"passed": true, "requests": 2, "duration_ms": 1, "errors": 0,
                "requests_per_second": 2000, "p50_ms": 0.1, "p99_ms": 0.2, "late_p99_ms": 0}}}}""");
    ObjectNode another =
        completed(
            """
            {"status": "viable", "checks": {"health": {
              "redteam-results": {"a": "fine"}, "adaptive-results": [1],
              "performance": {"latency": 3}}}}""");

    HealthCheck kept = ReportCodec.fromJson(ours).checks().health();
    HealthCheck left = ReportCodec.fromJson(another).checks().health();
    assertThat(kept.sets().get(CheckSet.EXAMINER)).containsOnlyKeys("a");
    assertThat(kept.performance()).map(Performance::requests).contains(2L);
    assertThat(left.sets()).isEmpty();
    assertThat(left.performance()).isEmpty();
    assertThat(another.get("checks").get("health").get("other").propertyNames())
        .containsExactlyInAnyOrder("redteam-results", "adaptive-results", "performance");
  }

  @Test
  void the_least_viable_report_has_passed_everything() {
    ViabilityReport report = read("{\"status\": \"viable\"}");

    assertThat(report.viable()).isTrue();
    assertThat(report.generation()).isEqualTo(9);
    assertThat(report.specHash()).isEqualTo(SPEC);
    assertThat(report.artifactHash()).contains(ARTIFACT);
    assertThat(report.isolation()).isEqualTo("imported");
    assertThat(report.completedAt()).isEqualTo(THEN);
  }

  @Test
  void a_non_viable_report_passed_what_came_before_its_failure() {
    ViabilityReport report =
        read("{\"status\": \"non-viable\", \"failure_stage\": \"test\", \"checks\": {}}");

    assertThat(report.checks().build().passed()).isTrue();
    assertThat(report.checks().start().passed()).isFalse();
    assertThat(report.diagnostics().orElseThrow().summary()).isEqualTo("failed at test");
  }

  @Test
  void the_failure_stage_comes_from_the_diagnostics_or_the_first_check_that_failed() {
    assertThat(
            read("{\"status\": \"non-viable\", \"diagnostics\": {\"stage\": \"start\"}}")
                .failureStage())
        .contains(Stage.START);
    assertThat(
            read("{\"status\": \"non-viable\", \"checks\": {\"build\": {\"passed\": false}}}")
                .failureStage())
        .contains(Stage.BUILD);
  }

  @Test
  void what_it_has_keeps_its_name_and_value() {
    ObjectNode report =
        completed(
            """
            {"status": "viable", "note": [1, {"a": 2.50}],
             "checks": {"health": {"passed": true, "spec_vectors": {"v": {"passed": true}}}},
             "fitness": {"test_count": 71, "fitness_weights": {"test_count": 0.5}},
             "completed_at": "2026-03-26T15:29:26.181514+01:00"}""");

    assertThat(report.at("/note").toString()).isEqualTo("[1,{\"a\":2.50}]");
    assertThat(report.at("/fitness/test_count").asInt()).isEqualTo(71);
    assertThat(report.at("/fitness_other/fitness_weights/test_count").asDouble()).isEqualTo(0.5);
    assertThat(report.at("/checks/health/spec-vectors/v/duration_ms").asInt()).isZero();
    assertThat(report.at("/completed_at").asString()).isEqualTo("2026-03-26T14:29:26.181514Z");
  }

  @Test
  void what_is_too_long_for_a_report_is_cut() {
    String json =
        """
        {"status": "non-viable", "failure_stage": "test", "diagnostics": {"failures": [
          {"error": "%s", "line": 0}], "stdout_tail": "%s"}}"""
            .formatted("e".repeat(501), "x".repeat(65_537) + "end");

    ViabilityReport.Diagnostics diagnostics = read(json).diagnostics().orElseThrow();

    assertThat(diagnostics.failures().getFirst().error()).hasSize(500);
    assertThat(diagnostics.failures().getFirst().line()).isEmpty();
    assertThat(diagnostics.stdoutTail()).hasSize(65_536).endsWith("end");
  }

  @Test
  void the_given_report_is_not_changed() {
    ObjectNode older = older("{\"status\": \"viable\", \"checks\": {\"test\": {}}}");

    OlderReports.completed(older, 9, SPEC, ARTIFACT, THEN);

    assertThat(older).isEqualTo(older("{\"status\": \"viable\", \"checks\": {\"test\": {}}}"));
  }

  @Test
  void what_it_says_wrongly_stays_wrong() {
    for (String wrong :
        new String[] {
          "{}",
          "{\"status\": \"viable\", \"failure_stage\": \"test\"}",
          "{\"status\": \"viable\", \"checks\": {\"test\": {\"passed\": false}}}",
          "{\"status\": \"viable\", \"checks\": {\"test\": {\"passed\": 1}}}",
          "{\"status\": \"viable\", \"checks\": []}",
          "{\"status\": \"non-viable\", \"diagnostics\": 3}",
          "{\"status\": \"viable\", \"completed_at\": \"2026-03-26\"}",
          "{\"status\": \"viable\", \"spec_hash\": \"" + ARTIFACT + "\"}",
          "{\"status\": \"viable\", \"isolation\": \"\"}"
        }) {
      assertThatThrownBy(() -> completed(wrong)).as(wrong).isInstanceOf(ReportException.class);
    }
  }
}
