package dev.cambrian.core.spec;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;

/**
 * A specification as it was read: the text that the model sees and what its blocks mean.
 *
 * @param fileName plain name of the file, such as {@code ECHO-SPEC.md}; the artifact's copy is
 *     {@code spec/<fileName>}
 * @param text the whole file
 * @param hash {@code sha256:} and 64 hex digits of the file's bytes
 * @param version as written in the front matter
 * @param systemPrompt the {@code system-prompt} block; the toolchain's default applies where absent
 * @param entry the {@code entry} block over the toolchain's defaults
 * @param contractsJson the {@code contracts} block as it was written, for the manifest; empty array
 *     where absent
 * @param contracts the same, read
 * @param vectors the {@code spec-vector} blocks inside the FROZEN block {@code acceptance-vectors}
 */
public record Spec(
    String fileName,
    String text,
    String hash,
    String title,
    String version,
    Toolchain toolchain,
    Optional<String> systemPrompt,
    Entry entry,
    ArrayNode contractsJson,
    List<Contract> contracts,
    List<Contract> vectors,
    List<FrozenBlock> frozenBlocks) {
  public Spec {
    contracts = List.copyOf(contracts);
    vectors = List.copyOf(vectors);
    frozenBlocks = List.copyOf(frozenBlocks);
  }

  /** Where the artifact keeps its copy of this spec. */
  public String artifactPath() {
    return "spec/" + fileName;
  }
}
