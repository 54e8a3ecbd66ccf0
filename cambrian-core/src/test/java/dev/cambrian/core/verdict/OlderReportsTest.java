package dev.cambrian.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.json.Json;
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
