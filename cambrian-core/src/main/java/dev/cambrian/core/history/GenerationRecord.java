package dev.cambrian.core.history;

import dev.cambrian.core.event.ReverseRun;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * One generation as its events tell it.
 *
 * @param version of the stream {@code generation/N}: what the next append expects
 * @param correlationId of the growth that it belongs to
 * @param model that was to be asked
 * @param producerModel that answered; {@code replay:<model>} for a replay
 * @param usage of all its exchanges
 * @param costMicroUsd of all its exchanges; empty where any price is unknown
 * @param viable the verdict, once given
 * @param failureStage of a non-viable verdict
 * @param reportBlob hash of the report in the blob store
 * @param failure why it was rolled back
 * @param created when its number was taken; of an imported one when it was where it was grown
 * @param completed when it was promoted or rolled back, likewise
 * @param reverseRun how the artifact that was promoted before fared once this one was promoted
 */
public record GenerationRecord(
    int generation,
    int parent,
    String specHash,
    Outcome outcome,
    long version,
    UUID correlationId,
    int attempt,
    Optional<Integer> retryOf,
    int candidate,
    String model,
    Optional<String> producerModel,
    TokenUsage usage,
    OptionalLong costMicroUsd,
    Optional<String> artifactHash,
    Optional<String> artifactRef,
    Optional<Boolean> viable,
    Optional<Stage> failureStage,
    Optional<String> reportBlob,
    Optional<String> isolation,
    Optional<FailureKind> failure,
    Optional<String> reason,
    Optional<String> campaignId,
    Instant created,
    Optional<Instant> completed,
    Optional<ReverseRun> reverseRun) {}
