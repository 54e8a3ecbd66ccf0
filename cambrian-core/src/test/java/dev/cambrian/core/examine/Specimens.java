package dev.cambrian.core.examine;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.spec.Contract;
import dev.cambrian.core.spec.Contracts;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.verdict.Limit;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Checks;
import dev.cambrian.core.verdict.ViabilityReport.ContractResult;
import dev.cambrian.core.verdict.ViabilityReport.Diagnostics;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import dev.cambrian.core.verdict.ViabilityReport.HealthCheck;
import dev.cambrian.core.verdict.ViabilityReport.StageCheck;
import dev.cambrian.core.verdict.ViabilityReport.Status;
import dev.cambrian.core.verdict.ViabilityReport.TestCheck;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A small spec, contracts and reports. */
final class Specimens {
  static final String HASH = "sha256:" + "0a".repeat(32);

  static final Spec SPEC =
      Specs.parse(
          "NOTES-SPEC.md",
          """
          ---
          title: Notes
          version: 1.0.0
          toolchain: python
          ---
          # Notes

          `GET /notes/{id}` answers 200 with the note. A name of more than **64** characters is
          refused with 422 and `{"error": "name"}`. `POST /notes` makes one.

          ```contracts
          [{"name": "health", "type": "http", "method": "GET", "path": "/health", "expect": {"status": 200}}]
          ```

          <!-- BEGIN FROZEN: acceptance-vectors -->
          ```spec-vector
          {name: one, type: http, method: GET, path: /notes/1, expect: {status: 200}}
          ```
          <!-- END FROZEN: acceptance-vectors -->
          """
              .getBytes(StandardCharsets.UTF_8));

  private Specimens() {}

  static String json(String name, String method, String path, int status) {
    return """
        {"name": "%s", "type": "http", "method": "%s", "path": "%s", "expect": {"status": %d}}"""
        .formatted(name, method, path, status);
  }

  static Contract contract(String name, String path) {
    return Contracts.read(Json.parse("[" + json(name, "GET", path, 200) + "]")).getFirst();
  }

  static ContractResult passed() {
    return new ContractResult(true, 1, Optional.empty());
  }

  static ContractResult failed() {
    return new ContractResult(false, 1, Optional.of("status: expected 200, got 500"));
  }

  static ViabilityReport viable(HealthCheck health) {
    return new ViabilityReport(
        1,
        Status.VIABLE,
        Optional.empty(),
        new Checks(
            new StageCheck(true, 1),
            new StageCheck(true, 1),
            new TestCheck(true, 1, 1, 1),
            new StageCheck(true, 1),
            health),
        Map.of(),
        Instant.EPOCH,
        Optional.empty(),
        Optional.of(HASH),
        HASH,
        "none");
  }

  /** Failed at the build or the health, with these failures. */
  static ViabilityReport failed(Stage stage, Optional<Limit> limit, String... failures) {
    boolean built = stage != Stage.BUILD;
    return new ViabilityReport(
        1,
        Status.NON_VIABLE,
        Optional.of(stage),
        new Checks(
            new StageCheck(true, 1),
            new StageCheck(built, 1),
            built ? new TestCheck(true, 1, 1, 1) : TestCheck.NOT_ATTEMPTED,
            new StageCheck(built, 1),
            HealthCheck.NOT_ATTEMPTED),
        Map.of(),
        Instant.EPOCH,
        Optional.of(
            new Diagnostics(
                stage,
                "it failed",
                Optional.empty(),
                limit,
                Arrays.stream(failures)
                    .map(it -> new Failure(it, "wrong", Optional.empty(), Optional.empty()))
                    .toList(),
                "",
                "")),
        Optional.of(HASH),
        HASH,
        "none");
  }

  static List<String> names(List<Contract> contracts) {
    return contracts.stream().map(Contract::name).toList();
  }
}
