package dev.cambrian.server.selfcheck;

import dev.cambrian.core.artifact.ArtifactWriter;
import dev.cambrian.core.artifact.SealedArtifact;
import dev.cambrian.core.artifact.Sealing;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.verdict.VerificationRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;

/** Makes sealed artifacts of plans. */
final class Maker {
  static final int GENERATION = 7;
  private static final String SPEC = "FIXTURE-SPEC.md";

  private final Path directory;
  private final World world;

  Maker(Path directory, World world) {
    this.directory = directory;
    this.world = world;
  }

  /** The trusted spec of a plan. */
  Spec spec(ArtifactPlan plan) {
    return Specs.parse(SPEC, world.in(plan.spec()).getBytes(StandardCharsets.UTF_8));
  }

  /** Seals, tampers as planned and says what to judge; the directory is new. */
  VerificationRequest make(Fixture fixture, ArtifactPlan plan) throws IOException {
    Spec spec = spec(plan);
    Path place = directory.resolve(fixture.id().replace('/', '-'));
    SealedArtifact sealed =
        ArtifactWriter.seal(
            place.resolve("artifact"),
            world.in(plan.files()),
            Sealing.of(spec, GENERATION, 0, "selfcheck", TokenUsage.NONE, Instant.EPOCH));
    Tampering tampering = new Tampering(sealed.directory());
    for (String operation : plan.tampering()) {
      tampering.apply(operation);
    }
    return new VerificationRequest(
        UUID.randomUUID().toString(),
        GENERATION,
        sealed.directory(),
        sealed.manifest().artifactHash(),
        spec);
  }
}
