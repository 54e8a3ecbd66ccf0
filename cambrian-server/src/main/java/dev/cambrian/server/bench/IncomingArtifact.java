package dev.cambrian.server.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.artifact.ArtifactWriter;
import dev.cambrian.core.artifact.Sealing;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** Artifacts of 1 MB where a spawn finds them. */
final class IncomingArtifact {
  private static final Spec SPEC =
      Specs.parse(
          "BENCH-SPEC.md",
          "---\ntitle: Bench\nversion: \"1.0\"\ntoolchain: python\n---\n# Bench\n".getBytes(UTF_8));

  private IncomingArtifact() {}

  /** Writes the one of that generation and gives the body of its spawn. */
  static String written(Path incoming, int generation) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    Random random = new Random(generation);
    for (int file = 0; file < 20; file++) {
      StringBuilder text = new StringBuilder();
      while (text.length() < 50_000) {
        text.append("value = ").append(random.nextLong()).append('\n');
      }
      files.put("part%d.py".formatted(file), text.toString().getBytes(UTF_8));
    }
    String name = "gen-" + generation;
    ArtifactWriter.seal(
        incoming.resolve(name),
        files,
        Sealing.of(SPEC, generation, 0, "a-model", TokenUsage.NONE, Instant.EPOCH));
    return Json.write(
        Json.object()
            .put("generation", generation)
            .put("artifact-path", name)
            .put("spec-hash", SPEC.hash()));
  }
}
