package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.artifact.ArtifactWriter;
import dev.cambrian.core.artifact.SealedArtifact;
import dev.cambrian.core.artifact.Sealing;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.spec.Contracts;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.verdict.Baseline;
import dev.cambrian.core.verdict.CheckSet;
import dev.cambrian.core.verdict.Measures;
import dev.cambrian.core.verdict.PerformanceGoal;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;

/** A job for a rig in a container, without a container: what is told it, and nothing runs. */
final class JobFixture {
  private static final String SPEC =
      """
      ---
      title: Größe
      version: 1.2.3
      toolchain: python
      ---
      # Größe

      ```entry
      build: "true"
      test: python3 -m unittest
      start: python3 server.py
      health: http://localhost:8421/health
      ```

      ```contracts
      [{"name": "one", "type": "http", "method": "POST", "path": "/x?a=$GENERATION",
        "headers": {"X-A": "b"}, "body": {"n": 1.50, "g": "$GENERATION"},
        "expect": {"status": 201, "body": [1, 1.0, null], "headers": {"X-B": "c"}}}]
      ```

      <!-- BEGIN FROZEN: acceptance-vectors -->
      ```spec-vector
      {"name": "two", "type": "http", "method": "GET", "path": "/",
       "expect": {"status": 200, "body_contains": "é", "body_has_keys": ["k"], "content_type": "text/plain"}}
      ```
      <!-- END FROZEN: acceptance-vectors -->
      """;
  static final RigLimits LIMITS = RigLimits.DEFAULT;
  static final Baseline BASELINE =
      new Baseline(
          5,
          Contracts.read(
              Json.parse(
                  """
                  [{"name": "old", "type": "http", "method": "GET", "path": "/o?g=$GENERATION",
                    "expect": {"status": 200, "body": {"g": "$GENERATION"}}}]""")));
  static final Measures MEASURES =
      Measures.NONE
          .with(CheckSet.ADAPTIVE, BASELINE.contracts())
          .withPerformance(
              new PerformanceGoal(Duration.ofSeconds(2), 50, Duration.ofMillis(70), 9 << 20));

  final Spec spec = Specs.parse("SIZE-SPEC.md", SPEC.getBytes(StandardCharsets.UTF_8));
  final SealedArtifact artifact;

  /**
   * @param directory for its artifact
   */
  JobFixture(Path directory) {
    TreeMap<String, byte[]> files = new TreeMap<>();
    files.put("server.py", "print()\n".getBytes(StandardCharsets.UTF_8));
    artifact =
        ArtifactWriter.seal(
            directory.resolve("artifact"),
            files,
            Sealing.of(spec, 7, 0, "a-model", TokenUsage.NONE, Instant.EPOCH));
  }

  ContainerJob job(String run, int generation) {
    VerificationRequest request =
        new VerificationRequest(
            run, generation, artifact.directory(), artifact.manifest().artifactHash(), spec);
    ContainerJob.Prepared prepared =
        ContainerJob.of(
            request.withBaseline(BASELINE).withMeasures(MEASURES),
            LIMITS,
            VerificationListener.NONE);
    assertThat(prepared).isInstanceOf(ContainerJob.Ready.class);
    return ((ContainerJob.Ready) prepared).job();
  }

  /** The bytes that the rig gets. */
  static byte[] sent(ContainerJob job) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    job.send(out);
    return out.toByteArray();
  }

  /** What the rig reads of them. */
  static ContainedOrder arrived(ContainerJob job) throws IOException {
    return ContainedOrder.read(new ByteArrayInputStream(sent(job)));
  }
}
