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
 * @param toolchain see there; {@link Toolchain#JAVA} where the spec gives none
 * @param toolchainGiven whether the spec itself does
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
    boolean toolchainGiven,
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

  /**
   * The spec as it holds for one artifact: the same where it gives the toolchain, whatever the
   * manifest says; else with the toolchain that the manifest tells, see {@link Toolchain}. The
   * commands that the spec does not give are then that toolchain's defaults, never the manifest's.
   *
   * @param named {@code toolchain} of the manifest
   * @param claimed {@code entry} of the manifest
   */
  public Spec forArtifact(Optional<Toolchain> named, Entry claimed) {
    Toolchain fitting =
        named.or(() -> Toolchain.ofCommands(claimed.commands())).orElse(Toolchain.JAVA);
    return toolchainGiven || fitting == toolchain
        ? this
        : new Spec(
            fileName,
            text,
            hash,
            title,
            version,
            fitting,
            false,
            systemPrompt,
            entry.withDefaultsOf(fitting, toolchain),
            contractsJson,
            contracts,
            vectors,
            frozenBlocks);
  }

  /** Where the artifact keeps its copy of this spec. */
  public String artifactPath() {
    return "spec/" + fileName;
  }
}
