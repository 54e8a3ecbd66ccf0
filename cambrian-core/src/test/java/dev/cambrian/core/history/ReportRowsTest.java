package dev.cambrian.core.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class ReportRowsTest {
  private static List<String> kinds(String checks, String stage, String... failures) {
    String report =
        "{\"checks\":{%s},\"diagnostics\":{\"stage\":\"%s\",\"failures\":[%s]}}"
            .formatted(checks, stage, String.join(",", failures));
    return ReportRows.of(report.getBytes(UTF_8)).failures().stream()
        .map(ReportRows.FailureRow::kind)
        .toList();
  }

  private static String failure(String test) {
    return "{\"test\":\"%s\",\"error\":\"no\"}".formatted(test);
  }

  private static final String SERVED =
      """
      "start":{"passed":true},"health":{"passed":false,
        "contracts":{"echo":{"passed":false},"health":{"passed":true}},
        "spec-vectors":{"a vector":{"passed":false}}}""";

  @Test
  void what_was_asked_of_a_program_is_told_apart_from_its_tests() {
    String[] failures = {
      failure("EchoTest.echoes"),
      failure("contract echo"),
      failure("spec vector a vector"),
      failure("health"),
    };

    assertThat(kinds(SERVED, "test", failures))
        .containsExactly("test", "contract", "spec-vector", "health");
    assertThat(kinds(SERVED, "health", failures))
        .containsExactly("health", "contract", "spec-vector", "health");
  }

  @Test
  void a_program_that_does_not_start_was_asked_nothing() {
    String checks = "\"start\":{\"passed\":false},\"health\":{\"passed\":false}";

    assertThat(kinds(checks, "test", failure("ATest.a"), failure("start"), failure("health")))
        .containsExactly("test", "start", "test");
    assertThat(kinds(checks, "start", failure("start"))).containsExactly("start");
  }

  @Test
  void a_test_with_the_name_of_something_else_is_a_test() {
    assertThat(
            kinds(
                SERVED,
                "test",
                failure("contract health"),
                failure("contract unheard of"),
                failure("start"),
                "{\"test\":\"contract echo\",\"error\":\"no\",\"file\":\"a_test.py\"}"))
        .containsOnly("test");
  }

  @Test
  void what_fails_before_any_test_is_of_its_stage() {
    assertThat(kinds("", "build", failure("build"), failure("contract echo")))
        .containsExactly("build", "build");
    assertThat(kinds("", "manifest", failure("manifest"))).containsExactly("manifest");
  }
}
