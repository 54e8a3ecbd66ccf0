package dev.cambrian.server.selfcheck;

import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Checks;
import dev.cambrian.core.verdict.ViabilityReport.Diagnostics;
import dev.cambrian.core.verdict.ViabilityReport.HealthCheck;
import dev.cambrian.core.verdict.ViabilityReport.StageCheck;
import dev.cambrian.core.verdict.ViabilityReport.Status;
import dev.cambrian.core.verdict.ViabilityReport.TestCheck;
import dev.cambrian.rig.RigLimits;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A rig that runs nothing and says of everything what it is told to say. */
record FakeSource(
    String isolation, Verifier verifier, Optional<String> missing, List<String> leftovers)
    implements VerifierSource {
  private static final String HASH = "sha256:" + "0".repeat(64);

  static FakeSource saying(Verification verification) {
    return new FakeSource("fake", (_, _) -> verification, Optional.empty(), List.of());
  }

  static FakeSource yes() {
    return saying(viable(Map.of("peak_memory_bytes", (double) (33L << 20))));
  }

  static Verification viable(Map<String, Double> fitness) {
    StageCheck passed = new StageCheck(true, 1);
    return new Verification.Judged(
        new ViabilityReport(
            Maker.GENERATION,
            Status.VIABLE,
            Optional.empty(),
            new Checks(
                passed,
                passed,
                new TestCheck(true, 1, 1, 1),
                passed,
                new HealthCheck(true, 1, Map.of(), Map.of(), Map.of())),
            fitness,
            Instant.EPOCH,
            Optional.empty(),
            Optional.of(HASH),
            HASH,
            "fake"));
  }

  static Verification failed(Stage stage, String summary, String stdout) {
    return new Verification.Judged(
        new ViabilityReport(
            Maker.GENERATION,
            Status.NON_VIABLE,
            Optional.of(stage),
            new Checks(
                StageCheck.NOT_ATTEMPTED,
                StageCheck.NOT_ATTEMPTED,
                TestCheck.NOT_ATTEMPTED,
                StageCheck.NOT_ATTEMPTED,
                HealthCheck.NOT_ATTEMPTED),
            Map.of(),
            Instant.EPOCH,
            Optional.of(
                new Diagnostics(
                    stage, summary, Optional.empty(), Optional.empty(), List.of(), stdout, "")),
            Optional.of(HASH),
            HASH,
            "fake"));
  }

  @Override
  public Optional<String> refusal() {
    return Optional.empty();
  }

  @Override
  public Set<Need> provides() {
    return EnumSet.allOf(Need.class);
  }

  @Override
  public Optional<String> missing(Spec spec) {
    return missing;
  }

  @Override
  public Verifier verifier(RigLimits limits) {
    return verifier;
  }
}
