package dev.cambrian.server.imports;

import dev.cambrian.core.history.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/**
 * A generation record as another system kept it.
 *
 * @param where file and index, such as {@code generations.json[3]}
 * @param file alone
 * @param viability the report, not yet checked
 */
record SourceRecord(
    String where,
    String file,
    int generation,
    int parent,
    String specHash,
    Optional<String> artifactHash,
    Outcome outcome,
    Optional<Instant> created,
    Optional<Instant> completed,
    Optional<String> model,
    Optional<String> campaignId,
    Optional<ObjectNode> viability) {

  /** Whether two records are about the same generation and not just of the same number. */
  boolean isSameAs(SourceRecord other) {
    return correlationId().equals(other.correlationId());
  }

  /** The same for the same generation in each import, whatever has become of it meanwhile. */
  UUID correlationId() {
    String identity =
        "cambrian import\n%d\n%s\n%s"
            .formatted(
                generation,
                specHash,
                artifactHash.orElseGet(() -> created.map(Instant::toString).orElse("")));
    return UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8));
  }

  /** What this one says, and what only the other says. */
  SourceRecord completedBy(SourceRecord other) {
    boolean later = !outcome.closed() && other.outcome.closed();
    return new SourceRecord(
        where,
        file,
        generation,
        parent,
        specHash,
        artifactHash,
        later ? other.outcome : outcome,
        created.or(() -> other.created),
        completed.or(() -> other.completed),
        model.or(() -> other.model),
        campaignId.or(() -> other.campaignId),
        viability.or(() -> other.viability));
  }
}
