package dev.cambrian.core.artifact;

import dev.cambrian.core.spec.Entry;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Toolchain;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code manifest.json} says of an artifact; written in kebab-case, computed by code and never
 * by a model.
 *
 * @param cambrianVersion of the format; at most {@link #SUPPORTED_VERSION}
 * @param generation at least 0; 0 is a hand-made artifact
 * @param parentGeneration the generation that produced it; 0: the core's pipeline
 * @param inputTokens of all exchanges; with {@code outputTokens} 0 where no provider told them
 * @param files every file, {@code manifest.json} and the spec copy included, ascending
 * @param contracts verbatim from the spec; absent where the spec has none
 * @param unknown members that this version does not know, kept as they were
 */
public record Manifest(
    int cambrianVersion,
    int generation,
    int parentGeneration,
    String specHash,
    String artifactHash,
    String producerModel,
    long inputTokens,
    long outputTokens,
    List<String> files,
    Instant createdAt,
    Entry entry,
    Optional<ArrayNode> contracts,
    Optional<List<String>> specLineage,
    Optional<Toolchain> toolchain,
    Optional<String> campaignId,
    ObjectNode unknown) {
  public static final int SUPPORTED_VERSION = 1;
  public static final String FILE_NAME = "manifest.json";

  public Manifest {
    files = List.copyOf(files);
    specLineage = specLineage.map(List::copyOf);
  }

  /** A trusted spec as it holds for this artifact, see {@link Spec#forArtifact}. */
  public Spec fitted(Spec trusted) {
    return trusted.forArtifact(toolchain, entry);
  }
}
