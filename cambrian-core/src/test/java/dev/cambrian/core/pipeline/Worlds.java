package dev.cambrian.core.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Checks;
import dev.cambrian.core.verdict.ViabilityReport.Diagnostics;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import dev.cambrian.core.verdict.ViabilityReport.HealthCheck;
import dev.cambrian.core.verdict.ViabilityReport.StageCheck;
import dev.cambrian.core.verdict.ViabilityReport.Status;
import dev.cambrian.core.verdict.ViabilityReport.TestCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Specs, answers and reports that the pipeline's tests share. */
final class Worlds {
  static final Spec SPEC =
      Specs.parse(
          "HELLO-SPEC.md",
          """
          ---
          title: Hello
          version: 1.0.0
          toolchain: python
          ---

          # Hello

          A server that says hello on port 8401.
          """
              .getBytes(UTF_8));

  static final String GOOD_ANSWER = "<file path=\"app.py\">\nprint('hello')\n</file:end>\n";
  static final String OTHER_ANSWER = "<file path=\"app.py\">\nprint('hello again')\n</file:end>\n";
  static final String UNCLOSED_ANSWER = "<file path=\"app.py\">\nprint('hello')\n";

  /** Grown into {@code name}, whose one contract is called like it. */
  static Spec specWithContract(String name) {
    return Specs.parse(
        "HELLO-SPEC.md",
        """
        ---
        title: Hello
        version: 1.0.0
        toolchain: python
        ---

        # Hello

        ```contracts
        [{"name": "%s", "type": "http", "method": "GET", "path": "/%s?g=$GENERATION",
          "expect": {"status": 200}}]
        ```
        """
            .formatted(name, name)
            .getBytes(UTF_8));
  }

  private Worlds() {}

  static ViabilityReport viable(VerificationRequest request) {
    return new ViabilityReport(
        request.generation(),
        Status.VIABLE,
        Optional.empty(),
        new Checks(
            new StageCheck(true, 1),
            new StageCheck(true, 2),
            new TestCheck(true, 3, 2, 2),
            new StageCheck(true, 4),
            new HealthCheck(true, 5, Map.of(), Map.of(), Map.of())),
        Map.of("build_duration_ms", 2.0),
        Instant.EPOCH,
        Optional.empty(),
        Optional.of(request.artifactHash()),
        request.spec().hash(),
        "none");
  }

  static ViabilityReport failedTest(VerificationRequest request, String summary) {
    return new ViabilityReport(
        request.generation(),
        Status.NON_VIABLE,
        Optional.of(Stage.TEST),
        new Checks(
            new StageCheck(true, 1),
            new StageCheck(true, 2),
            new TestCheck(false, 3, 2, 1),
            new StageCheck(true, 4),
            new HealthCheck(true, 5, Map.of(), Map.of(), Map.of())),
        Map.of("build_duration_ms", 2.0),
        Instant.EPOCH,
        Optional.of(
            new Diagnostics(
                Stage.TEST,
                summary,
                Optional.of(1),
                Optional.empty(),
                List.of(
                    new Failure(
                        "test_greets",
                        "expected hello",
                        Optional.of("tests/test_app.py"),
                        Optional.of(7))),
                "the end of stdout",
                "the end of stderr")),
        Optional.of(request.artifactHash()),
        request.spec().hash(),
        "none");
  }

  static GenerationRecord generation(History history, int number) {
    return history.generation(number).orElseThrow();
  }

  /** Builds at once and finds no fault. */
  static Verification allViable(VerificationRequest request, VerificationListener listener) {
    listener.stageStarted(Stage.BUILD);
    listener.stageFinished(Stage.BUILD, true, Duration.ofMillis(2));
    return new Verification.Judged(viable(request));
  }
}
