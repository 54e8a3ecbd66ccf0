package dev.cambrian.server.supervisor;

import dev.cambrian.core.artifact.ArtifactWriter;
import dev.cambrian.core.artifact.Sealing;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A sealed artifact on the disk, such as an organism hands in, that {@link FakeVerifier} judges as
 * it asks for.
 *
 * @param generation in its manifest
 * @param parent in its manifest
 */
public record GrownArtifact(
    int generation, int parent, String behaviour, Optional<String> campaignId) {
  static final String BEHAVIOUR = "behaviour";

  /** The one spec of all. */
  public static final Spec SPEC =
      Specs.parse(
          "TINY-SPEC.md",
          """
          ---
          title: Tiny
          version: "1.0"
          toolchain: python
          ---
          # Tiny

          Prints a number.
          """
              .getBytes(StandardCharsets.UTF_8));

  public static GrownArtifact of(int generation, String behaviour) {
    return new GrownArtifact(generation, 0, behaviour, Optional.empty());
  }

  public GrownArtifact withParent(int other) {
    return new GrownArtifact(generation, other, behaviour, campaignId);
  }

  public GrownArtifact withCampaign(String id) {
    return new GrownArtifact(generation, parent, behaviour, Optional.of(id));
  }

  /** Writes it to a directory that is not there yet. */
  public Path writeTo(Path directory) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    files.put("app.py", utf8("print(%d)\n".formatted(generation)));
    files.put("lib/util.py", utf8("# <b>the same in all</b>\n"));
    files.put(BEHAVIOUR, utf8(behaviour));
    ArtifactWriter.seal(
        directory,
        files,
        new Sealing(
            SPEC,
            generation,
            parent,
            "test-model",
            TokenUsage.of(10, 20),
            Instant.parse("2026-03-04T11:00:00Z"),
            Optional.empty(),
            campaignId));
    return directory;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
